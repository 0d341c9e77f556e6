"""The Vietnamese texts of the static page."""


class Browser:
    # Instead of the app's own words
    browser_privacy = (
        "Phim X-quang của bạn không rời khỏi thiết bị này: trang đọc phim ngay trong trình duyệt của bạn. "
        "Không cần tài khoản, không theo dõi, không cookie."
    )
    browser_drop_hint = "hoặc dán ảnh. JPEG, PNG, WebP, BMP hoặc DICOM, tối đa {megabytes} MB"
    browser_drop_busy = "Đang đọc …"
    browser_drop_counting = "Đang đọc: {done} / {total} …"
    browser_unexpected = "Đã có lỗi trên trang này. Vui lòng thử lại."
    browser_gallery_empty = (
        "Trang này được đăng mà không kèm phim X-quang nào. Để có bộ ảnh, hãy đăng trang với thư mục của riêng bạn:"
    )
    browser_lesson_no_films = "Bài này cần phim X-quang, mà trang này được đăng không kèm phim nào phù hợp."
    browser_paint_failed = "Không đọc được phim đã tô."
    browser_record_kept = "Ảnh được đọc trong trình duyệt và không được gửi đi đâu."

    # About the page, before it starts
    browser_description = (
        "Đọc phim X-quang ngực của trẻ em ngay trong trình duyệt của bạn và cho thấy nó đã nhìn vào đâu. "
        "Không phải thiết bị y tế."
    )
    browser_short_title = "X-quang ngực"
    browser_no_script = (
        "Trang này đọc phim X-quang bằng chương trình chạy ngay trong trình duyệt của bạn: hãy cho phép JavaScript."
    )
    browser_not_started = (
        "Trang này không khởi động được. Hãy tải lại; nếu vẫn không được, hãy dùng phiên bản mới của Firefox, Chrome, "
        "Edge hoặc Safari."
    )

    # While the page gets ready, and where it cannot
    browser_loading = "Mô hình đang được tải về trình duyệt của bạn …"
    browser_load_failed = "Không tải được mô hình"
    browser_waiting = "Phim của bạn sẽ được đọc ngay khi mô hình tải xong."
    browser_film_failed = "Không tải được phim này. Mạng có hoạt động không? Hãy thử lại."
    browser_retry = "Thử lại"
    # Why it cannot
    browser_failures = {
        "unsupported": (
            "Trình duyệt này thiếu những gì trang cần để đọc phim X-quang ({missing}). Hãy dùng phiên bản mới của "
            "Firefox, Chrome, Edge hoặc Safari."
        ),
        "altered_pixels": (
            "Trình duyệt này thay đổi các điểm ảnh mà trang đọc được, để bạn không bị nhận ra. Mô hình sẽ đánh giá một "
            "ảnh khác với ảnh của bạn: hãy cho phép trang này đọc dữ liệu canvas, hoặc dùng trình duyệt khác."
        ),
        "no_network": "Cần tệp {file}; không tải được tệp này (lỗi mạng). Hãy kiểm tra kết nối rồi thử lại.",
        "no_file": (
            "Cần tệp {file}; không tải được tệp này (máy chủ trả lời {status}). Hãy kiểm tra kết nối rồi thử lại."
        ),
        "ended_early": "Cần trọn tệp {file}; tệp bị cắt ngang. Hãy kiểm tra kết nối rồi thử lại.",
        "truncated": (
            "{file} bị cắt ngang hoặc đã bị thay đổi: cần {expected:,} byte, nhận được {found:,}. Hãy thử lại; nếu vẫn "
            "không được, cần đăng lại trang."
        ),
        "no_source": "Không đọc được source.json ({why}). Hãy kiểm tra kết nối rồi thử lại.",
        "no_reader": "Không tải được bộ đọc phim ({why}). Hãy kiểm tra kết nối rồi thử lại.",
        "stopped": "Bộ đọc phim đã dừng ({why}). Hãy thử lại.",
        "no_part": "Không tải được một phần của trang, hoặc trình duyệt quá cũ. Mạng có hoạt động không?",
        "unreadable": "Không đọc được tệp ({why}) Hãy chọn lại tệp.",
    }

    # For developers and teachers
    browser_teach_words = (
        "Mười phút: mọi người làm phần đố (<code>?lesson=quiz</code>) và sao chép kết quả; so sánh cả lớp với mô hình.",
        "Một tiết học: gửi liên kết đến bài đó (<code>?lesson=3</code> mở bài thứ ba), để mọi người trả lời bằng cách "
        "chơi, rồi thảo luận vì sao câu trả lời lại như vậy.",
        "Nhúng một bài tập vào trang của bạn bằng công cụ bên dưới. Không cần tài khoản, không cài đặt, không gì rời "
        "khỏi thiết bị của học viên; sau lần mở đầu tiên, trang chạy được cả khi không có mạng.",
        "Có lập trình: một trang bốn dòng đọc được phim X-quang bằng mô-đun của trang này; xem thẻ Giới thiệu.",
    )
    browser_about_privacy = "Phim X-quang của bạn"
    browser_about_privacy_words = (
        "Trang này tự đọc phim bằng chương trình của chính nó và không gửi đi đâu: quy tắc của trang chỉ cho nó hỏi "
        "máy chủ mà nó đến từ đó. Sau lần truy cập đầu tiên, trang hoạt động cả khi không có mạng."
    )
    browser_developers = "Dành cho lập trình viên"
    browser_module_words = (
        "Bộ đọc phim là một mô-đun JavaScript, với cùng JSON mà API của ứng dụng trả về. Trang trên máy chủ khác cần "
        "một bản sao thư mục của trang này, hoặc một máy chủ cho phép trang khác dùng tệp của nó (CORS):"
    )
    browser_message_words = "Một trang nhúng trang này có thể gửi phim X-quang vào và nhận câu trả lời:"
    browser_examples = "Ví dụ hoàn chỉnh:"
    browser_example_module = "mô-đun trong trang của riêng bạn"
    browser_example_embed = "trang này được nhúng, với tin nhắn"
    browser_licences = "Được tạo nên nhờ công sức của những người khác, trong thư mục vendor của trang này:"
