"""The Vietnamese texts of the Learn tab: lessons, quiz, what teachers need."""


class Learn:
    # Learn
    learn_intro = "Hãy thử nghiệm mô hình cho đến khi hiểu các con số của nó nói gì, rồi đọc phim X-quang thi với nó."
    learn_lessons = "Bài học"
    learn_quiz = "Đố vui"
    learn_teach = "Dành cho giảng viên"

    # Learn: lessons
    lessons_busy = "Mô hình đang đọc vài phim cho các bài học …"
    lesson_check = "Kiểm tra"
    lesson_right = "Đúng rồi."
    lesson_not_yet = "Chưa đúng."
    lesson_solved = "đã giải"
    lesson_no_films = (
        "Bài này cần phim X-quang, nhưng bản cài đặt này không có phim nào phù hợp. Thẻ Bộ ảnh cho biết có thể tìm "
        "phim ở đâu."
    )
    lesson_accuracy = {
        "title": "Độ chính xác che giấu điều gì",
        "words": (
            "Độ chính xác (accuracy) là tỷ lệ câu trả lời đúng. Nghe có vẻ công bằng, nhưng không cần nhìn phim cũng "
            "có thể đạt được. Hãy thử ba cách sau trên {n} phim kiểm tra: {ill} trẻ bị bệnh, {healthy} trẻ khỏe mạnh."
        ),
        "question": "Cách nào không hề nhìn phim mà vẫn trả lời đúng phần lớn?",
        "normal": "Luôn nói NORMAL",
        "pneumonia": "Luôn nói PNEUMONIA",
        "model": "Mô hình này",
        "accuracy": "Độ chính xác",
        "found": "Trẻ bệnh được phát hiện",
        "spared": "Trẻ khỏe không bị báo động giả",
        "right": (
            "Đúng {accuracy} mà không cần nhìn phim, chỉ vì ở đây có một lớp quá phổ biến. Cái giá phải trả: số trẻ "
            "bệnh bị bỏ sót là {missed}, số trẻ khỏe bị báo động giả là {alarms}. Vì vậy, đừng bao giờ chỉ xem riêng "
            "độ chính xác."
        ),
        "other": "Cách này không nhìn phim, nhưng chỉ đúng {accuracy}. Hãy thử cách kia.",
        "looks": "Cách này có nhìn phim: đúng {accuracy}. Hãy thử những cách không nhìn phim.",
    }
    lesson_screening = {
        "title": "Giá trị tiên đoán dương và độ nhạy",
        "words": (
            "Độ nhạy (recall) là tỷ lệ người bệnh được phát hiện; giá trị tiên đoán dương (precision) là tỷ lệ báo "
            "động đúng. Thay đổi ngưỡng là được cái này thì mất cái kia. Trong sàng lọc, một báo động chỉ tốn thêm "
            "một lần xem lại, còn một ca viêm phổi bị bỏ sót có thể phải trả giá bằng một mạng sống."
        ),
        "question": (
            "Hãy tìm một ngưỡng chỉ bỏ sót tối đa 1 trong {one_in} trẻ bệnh, mà không gây nhiều báo động giả hơn mức "
            "cần thiết."
        ),
        "recall": "Độ nhạy: trẻ bệnh được phát hiện",
        "precision": "Giá trị tiên đoán dương: báo động đúng",
        "missed": "Trẻ bệnh bị bỏ sót",
        "alarms": "Báo động giả ở trẻ khỏe",
        "right": (
            "Ngưỡng này bỏ sót {fn} trong {ill} trẻ bệnh, với cái giá là {fp} báo động giả trong {healthy} trẻ khỏe. "
            "Giá trị tiên đoán dương là {precision}: xét nghiệm sàng lọc chấp nhận được điều đó, vì các trẻ bị báo "
            "động sẽ được xem lại."
        ),
        "misses": "{fn} trong {ill} trẻ bệnh bị bỏ sót. Hãy hạ ngưỡng xuống.",
        "alarmed": "Chỉ bỏ sót {fn} trẻ, nhưng {fp} báo động giả là nhiều hơn mức cần thiết. Hãy nâng ngưỡng một chút.",
    }
    lesson_roc = {
        "title": "ROC và AUROC",
        "words": (
            "Mỗi ngưỡng là một điểm: bao nhiêu trẻ bệnh được phát hiện, so với bao nhiêu trẻ khỏe bị báo động giả. Tất "
            "cả các điểm tạo thành đường cong ROC; đoán mò thì nằm trên đường nét đứt. AUROC, ở đây là {auroc}, là "
            "diện tích dưới đường cong. Nó cũng là xác suất để trong một cặp gồm một phim bệnh và một phim khỏe, phim "
            "bệnh có điểm cao hơn. Hãy rút thử vài cặp xem sao."
        ),
        "question": "Hãy kéo điểm, hoặc di chuyển thanh trượt, đến nơi điểm nằm cao nhất so với đường nét đứt.",
        "recall": "Độ nhạy: trẻ bệnh được phát hiện",
        "alarms": "Trẻ khỏe bị báo động giả",
        "height": "Độ cao so với đoán mò",
        "draw": "Rút {n} cặp",
        "drawn": "Phim bệnh có điểm cao hơn ở {higher} trong {drawn} cặp ({share}).",
        "right": (
            "{recall} trẻ bệnh được phát hiện, {alarms} trẻ khỏe bị báo động giả: độ cao, {height}, chính là chỉ số "
            "Youden. Chỉ số này coi một phần trăm trẻ bệnh bị bỏ sót cũng tệ như một phần trăm trẻ khỏe bị báo động "
            "giả, dù số trẻ là bao nhiêu; điều đó có đúng hay không thì đường cong không trả lời được."
        ),
        "low": "Độ cao là {height}; còn có chỗ cao hơn. Hãy nâng ngưỡng.",
        "high": "Độ cao là {height}; còn có chỗ cao hơn. Hãy hạ ngưỡng.",
    }
    lesson_imbalance = {
        "title": "Hiếm và phổ biến: trọng số lớp",
        "words": (
            "Trong các phim mà mô hình này đã học, {share} là phim bệnh. Một mô hình lười sẽ chỉ học câu trả lời phổ "
            "biến. Trọng số lớp ngăn điều đó: lớp càng hiếm thì mỗi phim của lớp đó càng được tính nặng hơn. Ở đây "
            "một phim khỏe được tính khoảng {NORMAL:.1f} lần, một phim bệnh khoảng {PNEUMONIA:.1f} lần."
        ),
        "question": "Hãy tìm một tỷ lệ trẻ bệnh mà ở đó mô hình lười có độ chính xác ít nhất bằng mô hình này.",
        "slider": "Tỷ lệ trẻ bị bệnh (tỷ lệ hiện mắc)",
        "lazy": "Độ chính xác khi luôn đưa ra câu trả lời phổ biến",
        "model": "Độ chính xác của mô hình này",
        "healthy": "Trọng số của một phim khỏe trong dữ liệu như vậy",
        "ill": "Trọng số của một phim bệnh trong dữ liệu như vậy",
        "finds_none": (
            "Khi tỷ lệ trẻ bệnh là {share}, không phát hiện ai cả cũng đúng {lazy}, còn mô hình này đúng {model}. Nếu "
            "hai lớp được tính ngang nhau, mô hình lười chỉ đạt một nửa, còn mô hình này đạt {weighted}."
        ),
        "alarms_all": (
            "Khi tỷ lệ trẻ bệnh là {share}, báo động cho tất cả cũng đúng {lazy}, còn mô hình này đúng {model}. Nếu "
            "hai lớp được tính ngang nhau, mô hình lười chỉ đạt một nửa, còn mô hình này đạt {weighted}."
        ),
        "loses": (
            "Khi tỷ lệ trẻ bệnh là {share}, mô hình lười đạt {lazy}, mô hình này {model}. Hãy làm cho một lớp hiếm "
            "hơn nhiều."
        ),
    }
    lesson_gradcam = {
        "title": "Grad-CAM cho thấy gì và không cho thấy gì",
        "words": (
            "Grad-CAM đánh dấu những vị trí đã làm tăng điểm của mô hình. Những trẻ này bị viêm phổi, và mô hình cũng "
            "nói như vậy. Hãy đoán trước, rồi bản đồ nhiệt sẽ hiện ra."
        ),
        "question": "Mô hình tìm thấy bằng chứng mạnh nhất ở đâu? Hãy chọn một vùng trên phim.",
        "film": "Phim {number}",
        "yes": (
            "Bản đồ này thô, chỉ có {rows} x {columns} ô: đường viền quanh vùng nhiệt, như ở thẻ Grad-CAM, là nơi "
            "nhiệt vượt qua một mức mà bạn chọn, không phải ranh giới của một tổn thương. {border} % vùng nhiệt nằm "
            "gần mép phim, nơi hầu như không có phổi: bản đồ cho thấy mô hình đã phản ứng với cái gì, chứ không cho "
            "thấy chỗ nào bị bệnh."
        ),
        "no": "Bản đồ nhiệt đã hiện ra. Hãy chọn vùng sáng nhất.",
    }
    lesson_fields = (
        "trên bên trái",
        "trên",
        "trên bên phải",
        "trái",
        "giữa",
        "phải",
        "dưới bên trái",
        "dưới",
        "dưới bên phải",
    )
    lesson_shift = {
        "title": "Những phim không thuộc phạm vi của mô hình",
        "words": (
            "Mô hình chỉ học từ {population}, ngoài ra không gì khác. Đây là phim của một trẻ khỏe mạnh; chỉ có hình "
            "ảnh bị thay đổi. Đôi khi mô hình nhận ra và cảnh báo hoặc từ chối. Đôi khi thì không."
        ),
        "question": "Thay đổi nào làm câu trả lời lệch xa nhất mà không có cảnh báo?",
        "right": (
            "Từ {before} thành {after}, mà không một lời cảnh báo. Trẻ vẫn khỏe như trước. Người lớn, bệnh viện khác "
            "và máy chụp khác làm phim thay đổi còn nhiều hơn thế, nên ở đó con số phần trăm này ít có ý nghĩa."
        ),
        "unchanged": "Đây là phim nguyên bản. Hãy thử một thay đổi.",
        "noticed": "Ở đây mô hình nhận ra có gì đó không ổn. Hãy tìm một thay đổi mà nó không nhận ra.",
        "further": "Từ {before} thành {after}, không có cảnh báo; có một thay đổi khác làm lệch xa hơn.",
    }
    lesson_changes = {
        "unchanged": "Nguyên bản",
        "brighter": "Sáng hơn",
        "darker": "Tối hơn",
        "tilted": "Nghiêng",
        "turned": "Xoay ngang",
        "mirrored": "Lật gương",
        "negative": "Âm bản",
        "cropped": "Cắt bớt",
    }

    # Learn: quiz
    quiz_title = "{n} phim X-quang: bạn đấu với mô hình"
    quiz_words = (
        "Hãy đọc lần lượt {n} phim trong Bộ ảnh: NORMAL hay PNEUMONIA? Nếu bạn nghĩ trẻ bị bệnh, hãy nhấp thêm vào vị "
        "trí tổn thương. Sau đó bạn sẽ thấy đáp án, câu trả lời của mô hình và nơi nó đã nhìn.",
        "Số phim bệnh được rút ngẫu nhiên, nên đếm cũng không giúp ích gì.",
    )
    quiz_start = "Bắt đầu"
    quiz_film = "Phim {number} trên {total}"
    quiz_film_alt = "Phim X-quang cần đọc"
    quiz_question = "Phim này là NORMAL, hay bạn thấy PNEUMONIA?"
    quiz_where = "Nếu nghĩ là bệnh, hãy nhấp vào chỗ bạn thấy trên phim (không bắt buộc), rồi trả lời."
    quiz_verdict = {True: "Bạn đúng", False: "Lần này chưa đúng"}
    quiz_truth = "Đáp án"
    quiz_you = "Bạn"
    quiz_model = "Mô hình"
    quiz_map = "Vùng nhiệt, nếu có, là bằng chứng của mô hình cho PNEUMONIA; vòng tròn là chỗ bạn đã nhấp."
    quiz_met = {
        True: "Chỗ bạn nhấp cũng là nơi mô hình thấy bằng chứng mạnh.",
        False: "Chỗ bạn nhấp không trùng với bằng chứng mạnh của mô hình. Chỉ riêng điều đó chưa nói được ai sai.",
        None: "Ở đây mô hình thấy quá ít bằng chứng viêm phổi để so với chỗ bạn nhấp: lần nhấp này không tính.",
        "NORMAL": "Mô hình cho rằng phim này là NORMAL, nên chỗ bạn nhấp không được so với bản đồ và không được tính.",
    }
    quiz_no_click = "Bạn chưa đánh dấu vị trí nào trên phim này."
    quiz_score = "Sau {n} phim: bạn {you}, mô hình {model}."
    quiz_next = "Phim tiếp theo"
    quiz_end = "Xem kết quả"
    quiz_summary = "Bạn đúng {you} trên {n} phim, mô hình đúng {model}"
    quiz_clicks = "{met} trong {clicks} lần nhấp so sánh được nằm ở nơi mô hình thấy bằng chứng mạnh."
    quiz_worth = (
        "{n} phim chưa nói lên được nhiều: theo kết quả này, tỷ lệ trả lời đúng của bạn có thể ở bất cứ đâu từ {low} "
        "đến {high} (khoảng tin cậy 95 %). Và nhãn của bộ dữ liệu cũng do con người gán."
    )
    quiz_result = "Tôi đã đọc {n} phim X-quang ngực tìm viêm phổi: đúng {you}. Mô hình: {model}."
    quiz_again = "Chơi lại"
    quiz_review = "Hãy xem lại: mỗi phim mở ra cùng bản đồ nhiệt của nó, trong một trang riêng"

    # Learn: for teachers
    teach_title = "Trong lớp học"
    teach_words = (
        "Mười phút: mọi người làm phần đố vui (<code>?lesson=quiz</code>) và sao chép kết quả; so sánh cả lớp với mô "
        "hình.",
        "Một tiết học: gửi liên kết đến bài đó (<code>?lesson=3</code> mở bài thứ ba), để mọi người tự thử mà trả lời, "
        "rồi thảo luận vì sao có đáp án đó.",
        "Nhúng một bài tập vào trang của bạn bằng công cụ bên dưới. Không cần tài khoản, không cần cài đặt, không lưu "
        "lại gì.",
        "Có lập trình: notebook <code>examples/course.ipynb</code> của dự án này hỏi mô hình từ Python.",
    )
    embed_title = "Liên kết hoặc nhúng"
    embed_words = "Hãy chọn nội dung sẽ mở ra. Liên kết không chứa dữ liệu cá nhân, và trang nhúng được làm gọn."
    embed_tab = "Thẻ"
    embed_language = "Ngôn ngữ"
    embed_theme = "Sáng hay tối"
    embed_themes = {"": "theo hệ thống của người xem", "light": "sáng", "dark": "tối"}
    embed_image = "Ảnh trong Bộ ảnh"
    embed_no_image = "không có"
    embed_lesson = "Bài học"
    embed_no_lesson = "tất cả, thu gọn"
    embed_link = "Liên kết"
    embed_iframe = "Trong trang của bạn"
    embed_preview = "Xem trước"
    embed_app = "Dạng web component"
    embed_app_words = (
        "Không có khung, cao bằng nội dung, và chỉ bằng tiếng Anh. Đoạn mã thuộc về phiên bản đang trả lời hiện tại: "
        "hãy sao chép lại khi ứng dụng được cập nhật."
    )
    embed_app_query = (
        "Thành phần này đọc thẻ, ảnh, ngưỡng và bài học từ địa chỉ của trang chứa nó. Hãy liên kết đến trang đó, thêm "
        "đoạn sau vào cuối địa chỉ:"
    )
