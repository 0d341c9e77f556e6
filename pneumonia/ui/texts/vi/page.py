"""The Vietnamese texts around the tabs, and where images are handed in."""


class Page:
    # The page
    title = "Viêm phổi trên phim X\N{NON-BREAKING HYPHEN}quang ngực"
    subtitle = (
        "Một mạng nơ-ron nhỏ đọc phim X\N{NON-BREAKING HYPHEN}quang ngực và cho thấy nó đã nhìn vào đâu. "
        "Hãy thử, và xem có thể tin nó đến mức nào."
    )
    notice = (
        "<strong>Không phải thiết bị y tế.</strong> Chỉ dùng để nghiên cứu và giảng dạy: "
        "không được dựa vào đây để chẩn đoán hay điều trị cho bất kỳ ai."
    )
    privacy = (
        "Không lưu giữ gì: ảnh bị xóa trong vòng một giờ sau lần bấm cuối của bạn, không ai xem. "
        "Không cần tài khoản, không theo dõi, không cookie."
    )
    languages = "Ngôn ngữ khác"
    open_whole = "Mở toàn bộ bản demo"
    tab_predict = "Dự đoán"
    tab_gallery = "Bộ ảnh"
    tab_metrics = "Chỉ số / ROC"
    tab_learn = "Học"
    tab_api = "API"
    tab_about = "Giới thiệu"
    fallback = "Không tải được mô hình được yêu cầu ({wanted}), nên mô hình có sẵn trả lời thay. {reason}"
    unexpected = "Đã có lỗi ở phía chúng tôi; lỗi đã được ghi lại. Vui lòng thử lại."
    queue_full = "Hàng đợi đã đầy ({waiting} yêu cầu đang chờ). Hãy thử lại sau {seconds} giây."

    # Where images are handed in
    drop_title = "Chọn hoặc thả phim X\N{NON-BREAKING HYPHEN}quang ngực"
    drop_action = "Chọn tệp"
    drop_hint = "hoặc dán ảnh. JPEG, PNG, WebP, TIFF, BMP hoặc DICOM, tối đa {megabytes} MB"
    drop_busy = "Đang tải lên …"
    drop_failed = (
        "Tải lên không thành công. Mạng có hoạt động không? Nếu có thì có thể máy chủ đã đầy: hãy thử lại sau vài phút."
    )
    drop_large = "Tệp này có {size} MB; trang chỉ đọc được tối đa {megabytes} MB. Hãy lưu phim nhỏ hơn hoặc nén lại."
    drop_several = "Nhiều tệp cùng lúc sẽ thành một bảng."
    drop_counting = "Đang tải lên: {done} / {total} …"
    drop_too_many = "Nhiều nhất {most} tệp cùng lúc; bạn đã chọn {received}. Hãy đưa vào từng phần."
    alert_title = "Không đọc được tệp này"
    gone = "Ảnh này đã bị xóa khỏi máy chủ trong lúc đó. Hãy đưa lại ảnh."
