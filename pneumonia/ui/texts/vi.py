"""The texts of the page in Vietnamese, in the order of :mod:`pneumonia.ui.texts.en`."""

from pneumonia.ui.texts.en import English


class Vietnamese(English):
    code = "vi"
    language = "Tiếng Việt"
    notes = {
        # What to do
        "advise_refused": "Ảnh này không được đánh giá. Hãy dùng phim X-quang ngực thẳng, đúng chiều, không bị cắt.",
        "advise_pneumonia": "Có dấu hiệu viêm phổi. Phải có bác sĩ xác nhận trước khi làm bất cứ điều gì.",
        "advise_unsure": (
            "Không có dấu hiệu viêm phổi rõ ràng, nhưng mô hình không chắc chắn: hãy nhờ bác sĩ đọc lại phim."
        ),
        "advise_normal": (
            "Không thấy dấu hiệu viêm phổi. Điều đó không loại trừ bệnh: phải dựa vào triệu chứng, "
            "không phải vào trang này."
        ),
        # Why it was not judged
        "colour": "Đây có vẻ không phải phim X-quang ngực: ảnh này có màu, còn phim X-quang chỉ có sắc xám.",
        "blank": "Đây có vẻ không phải phim X-quang ngực: ảnh gần như trống trơn.",
        "inverted": (
            "Đây có vẻ là phim X-quang ngực bị âm bản (xương tối, khí sáng). Hãy đảo lại sáng tối rồi thử lại."
        ),
        "other": "Đây có vẻ không phải phim X-quang ngực chụp thẳng, đúng chiều và không bị cắt.",
        # What to keep in mind
        "unfamiliar": (
            "Phim này trông khác với những phim mà mô hình đã học{population}. Câu trả lời ở đây không đáng tin cậy."
        ),
        "small": "Ảnh nhỏ ({width} x {height} điểm ảnh); có thể mất chi tiết.",
    }

    # The page
    title = "Viêm phổi trên phim X\N{NON-BREAKING HYPHEN}quang ngực"
    subtitle = (
        "Một mạng nơ-ron nhỏ đọc phim X-quang ngực và cho thấy nó đã nhìn vào đâu. "
        "Hãy thử, và xem có thể tin nó đến mức nào."
    )
    notice = (
        "<strong>Không phải thiết bị y tế.</strong> Chỉ dùng để nghiên cứu và giảng dạy: "
        "không được dựa vào đây để chẩn đoán hay điều trị cho bất kỳ ai."
    )
    privacy = (
        "Không lưu giữ gì: ảnh bị xóa trong vòng một giờ, không ai xem. "
        "Không cần tài khoản, không theo dõi, không cookie."
    )
    languages = "Ngôn ngữ khác"
    open_whole = "Mở toàn bộ bản demo"
    tab_predict = "Dự đoán"
    tab_gallery = "Bộ ảnh"
    tab_metrics = "Chỉ số / ROC"
    tab_about = "Giới thiệu & API"
    fallback = "Không tải được mô hình được yêu cầu ({wanted}), nên mô hình có sẵn trả lời thay. {reason}"
    unexpected = "Đã có lỗi ở phía chúng tôi; lỗi đã được ghi lại. Kết quả trước của bạn vẫn còn. Vui lòng thử lại."

    # Where images are handed in
    drop_title = "Thả phim X-quang ngực vào đây"
    drop_action = "Chọn tệp"
    drop_hint = "hoặc dán ảnh. JPEG, PNG, WebP, TIFF, BMP hoặc DICOM, tối đa {megabytes} MB"
    drop_busy = "Đang tải lên …"
    drop_failed = "Tải lên không thành công. Mạng có hoạt động không, và tệp có vượt quá {megabytes} MB không?"
    alert_title = "Không đọc được tệp này"

    # Predict
    examples_title = "Hoặc thử một trong các phim này"
    example_label = "Ví dụ {number}"
    no_examples = "Không có sẵn phim X-quang? Thẻ Bộ ảnh chỉ nơi tìm phim."
    points_title = "Mô hình nên thận trọng đến mức nào?"
    point_names = {"balanced": "Cân bằng", "screening": "Sàng lọc"}
    point_words = "phát hiện {sensitivity} số ca viêm phổi; báo động nhầm ở {false_alarms} số người khỏe mạnh"
    point_source = "Đếm trên {n} ảnh kiểm tra; xem thẻ Chỉ số."
    empty_title = "Câu trả lời sẽ hiện ở đây"
    empty_steps = (
        "Thả, dán hoặc chọn một phim X-quang ngực chụp thẳng.",
        "Đọc câu trả lời và xem mô hình chắc chắn đến đâu.",
        "Xem những vùng nào trên phim đã dẫn đến câu trả lời đó.",
    )
    result_label = "Kết quả"
    verdict_refused = "Không đánh giá"
    confidence = "độ tin cậy"
    probability = "Xác suất viêm phổi"
    threshold = "ngưỡng"
    doubtful = "vùng gạch chéo: còn nghi ngờ, nên nhờ đọc lại"
    flagged = "Bị cảnh báo vì {percent} cao hơn ngưỡng này, không phải vì nhiều khả năng là viêm phổi."
    truth = "Đáp án theo bộ dữ liệu: {label}"
    warnings_title = "Cần lưu ý"
    limits_title = "Kết quả này còn không có nghĩa gì khác"
    limits = (
        "Đây không phải chẩn đoán. Chỉ bác sĩ trực tiếp khám cho trẻ mới có thể chẩn đoán.",
        "Mô hình chỉ biết hai câu trả lời. Nó không nhận ra lao, gãy xương, tràn dịch hay đồng xu bị nuốt.",
        "Nó học từ nhóm người sau và không áp dụng được cho bất kỳ ai khác: {population}.",
        "Tỷ lệ phần trăm là ước tính của chính mô hình, cho những phim giống các phim đã dùng để kiểm tra nó.",
    )
    population_unknown = "những người không được ghi lại là ai"
    details = "{width} x {height} px {format} · {elapsed} ms · mô hình {model}"

    # For the record
    save = "Lưu thành {kind}"
    record_date = "Lưu lúc"
    record_truth = "Đáp án theo bộ dữ liệu"
    record_image = "Ảnh"
    record_limits = (
        "Đây không phải chẩn đoán; chỉ bác sĩ trực tiếp khám cho trẻ mới có thể chẩn đoán. Tỷ lệ phần trăm là ước tính "
        "của chính mô hình, cho những phim giống các phim đã dùng để kiểm tra nó. Bản đồ nhiệt cho thấy mô hình phản "
        "ứng với điều gì, chứ không phải chỗ nào bị bệnh. Máy chủ tạo ra trang này không giữ lại ảnh, cũng không giữ "
        "lại trang này."
    )

    # Pictures
    original = "Phim X-quang"
    explained = "Nơi mô hình thấy bằng chứng cho {label}"
    explained_nothing = "Không có bằng chứng cho {label} ở bất cứ đâu"
    picture_alt = "Phim X-quang ngực đã được đưa vào"
    explained_alt = "Cùng phim X-quang đó với bản đồ nhiệt của bằng chứng cho {label}"
    weaker = "yếu"
    stronger = "bằng chứng mạnh"

    # Grad-CAM
    gradcam_intro = (
        "Grad-CAM hỏi những chỗ nào trên phim đã làm điểm số của mô hình tăng hay giảm. Nó cho thấy mô hình phản ứng "
        "với điều gì, chứ không phải chỗ nào bị bệnh: một đốm sáng trên xương hay trên ký hiệu của phim nghĩa là mô "
        "hình đã nhìn nhầm chỗ."
    )
    gradcam_empty = "Hãy đưa một phim X-quang vào đây hoặc ở thẻ đầu tiên, rồi hình sẽ hiện ra."
    evidence = "Bằng chứng cho"
    opacity = "Độ đậm"
    colormap = "Bảng màu"
    outline = "Đường viền, theo % của bằng chứng mạnh nhất (0: không vẽ)"
    closer = "Xem kỹ hơn: {width} x {height}"
    closer_busy = "Đang vẽ ở kích thước gốc …"
    closer_zoom = "Phóng to"
    closer_save = "Lưu thành PNG"
    closer_close = "Đóng"
    closer_gone = "Ảnh này đã bị xóa khỏi máy chủ trong lúc đó. Hãy đưa ảnh vào lại để xem ở kích thước gốc."

    # Experiments on the film that is looked at
    experiment_first = "Trước hết hãy đưa một phim X-quang vào."
    experiment_refused = "Ảnh này không được đánh giá, nên không có gì để giải thích."
    experiment_waiting = "Đang chờ thí nghiệm của một người khác …"
    occlusion_title = "Hỏi lại theo cách khác"
    occlusion_words = (
        "Grad-CAM tính toán bên trong mô hình. Phép che chỉ quan sát từ bên ngoài: lần lượt che từng mảnh của phim, "
        "và xem điểm số giảm bao nhiêu. Chỗ nào cả hai cùng chỉ vào thì đáng tin hơn."
    )
    occlusion_run = "Che lần lượt từng mảnh"
    occlusion_busy = "Đang che lần lượt từng mảnh …"
    occlusion_gradcam = "Grad-CAM: bằng chứng cho {label}"
    occlusion_map = "Phép che: bằng chứng cho {label}"
    occlusion_agree = "Hai cách chỉ vào cùng những chỗ."
    occlusion_differ = "Hai cách không chỉ vào cùng những chỗ: hãy thận trọng với cả hai."
    occlusion_numbers = (
        "Trong một phần năm nóng nhất của bản đồ này, {overlap} nằm trong một phần năm nóng nhất của bản đồ kia. "
        "Riêng ngẫu nhiên đã cho trung bình 20 % và, với các bản đồ có hình dạng như thế này, có thể lên đến {chance}. "
        "Tương quan thứ hạng của mọi vị trí: {correlation:.2f} (1: cùng thứ tự, 0: không liên quan)."
    )
    deletion_title = "Lời giải thích này có ý nghĩa không?"
    deletion_words = (
        "Nếu bản đồ đúng, thì che những chỗ nóng nhất của nó phải làm câu trả lời suy yếu nhiều hơn là che những vùng "
        "cùng hình dạng ở nơi khác. Những chỗ bị che được lấp theo vùng xung quanh."
    )
    deletion_run = "Che những chỗ nóng nhất"
    deletion_busy = "Đang che những chỗ của bản đồ và những chỗ khác …"
    deletion_slider = "Phần phim bị che"
    deletion_step = "Che {share}: {label} {probability}"
    deletion_matters = (
        "Bản đồ có ý nghĩa: che những chỗ của nó làm câu trả lời suy yếu nhiều hơn là che bất kỳ vùng nào "
        "trong {n} vùng khác."
    )
    deletion_chance = (
        "Chưa thuyết phục: che những chỗ của nó chỉ làm câu trả lời suy yếu nhiều hơn so với che {less} "
        "trong {n} vùng khác."
    )
    deletion_nothing = (
        "Che một phần phim này, dù là phần nào, cũng không làm câu trả lời suy yếu: nó không dựa vào riêng chỗ nào."
    )
    deletion_numbers = (
        "Tính qua mọi bước, {label} giữ xác suất trung bình {area} khi che những chỗ của bản đồ, và {areas} khi che "
        "những vùng khác. Dải màu bao trùm cả {n} vùng."
    )
    deletion_map = "những chỗ nóng nhất của bản đồ"
    deletion_elsewhere = "cùng hình dạng ở nơi khác"
    deletion_hidden = "phần phim bị che"
    deletion_probability = "xác suất {label}"
    paint_title = "Vẽ lên phim"
    paint_words = (
        "Đặt một mảng trắng lên phổi, tô kín một ký hiệu, cắt bớt mép phim: câu trả lời sẽ thay đổi theo. Cách này cho "
        "thấy mô hình phản ứng với điều gì rõ hơn mọi lời giải thích."
    )
    paint_run = "Bắt đầu vẽ"
    paint_with = "Vẽ bằng"
    paint_tools = {"white": "trắng", "grey": "xám", "black": "đen", "crop": "cắt lấy một phần"}
    paint_size = "Cỡ cọ"
    paint_undo = "Hoàn tác"
    paint_again = "Làm lại từ đầu"
    paint_hint = "Vẽ lên phim bằng chuột hoặc ngón tay: câu trả lời mới hiện ở bên cạnh hoặc bên dưới."
    paint_alt = "Phim X-quang để vẽ lên"
    paint_failed = "Không gửi được phim đã vẽ. Mạng có hoạt động không?"
    paint_probability = "Xác suất viêm phổi, trước và sau"
    paint_same = "Câu trả lời vẫn là {label}."
    paint_flips = "Câu trả lời đổi từ {before} thành {label}."
    paint_refused = "Vẽ như thế này thì phim không còn được đánh giá nữa."

    # Gallery
    gallery_intro = (
        "Phim X-quang thật, kèm đáp án và câu trả lời của mô hình. Cả những lần mô hình sai cũng có. "
        "Bấm vào một phim để mở."
    )
    gallery_busy = "Mô hình đang đọc bộ ảnh …"
    gallery_empty_title = "Chưa có ảnh nào ở đây"
    gallery_empty = "Bản cài đặt này không có phim X-quang nào. Để có bộ ảnh, hãy khởi động với thư mục của riêng bạn:"
    gallery_empty_hint = (
        "Hai thư mục con NORMAL và PNEUMONIA cho biết đáp án. Bộ dữ liệu này miễn phí: "
        "“Chest X-Ray Images (Pneumonia)” trên Kaggle, hoặc hf-vision/chest-xray-pneumonia trên Hugging Face."
    )
    gallery_summary = (
        "{right} trên {judged} đúng · {missed} bỏ sót · {false_alarms} báo động giả · {refused} không đánh giá"
    )
    gallery_chosen = (
        "Cách chọn các ảnh này: {rule} Vì vậy, tỷ lệ đúng sai ở đây không nói lên mô hình thường đúng đến mức nào; thẻ "
        "Chỉ số tính trên toàn bộ ảnh kiểm tra. Nguồn ảnh: {source}, {licence}."
    )
    gallery_all = "tất cả"
    gallery_outcome = "Kết quả"
    gallery_doubtful = "còn nghi ngờ"
    gallery_none = "Không có ảnh nào thuộc cả hai loại."
    gallery_number = "Số {number}"
    gallery_truth = "Đáp án"
    gallery_model = "Mô hình"
    gallery_unreadable = "không đọc được"
    outcomes = {"right": "đúng", "missed": "bỏ sót", "false_alarm": "báo động giả", "refused": "không đánh giá"}
    gallery_more = "{shown} trên {total} ảnh của thư mục, lấy đều từ cả hai lớp."

    # Metrics
    metrics_intro = (
        "Được đo một lần, trên {n} ảnh kiểm tra không tham gia huấn luyện. Các khoảng là khoảng tin cậy 95 %."
    )
    tile_auroc_words = "khả năng xếp người bệnh trên người khỏe mạnh: 1 là hoàn hảo, 0.5 là đoán mò"
    tile_sensitivity = "Độ nhạy"
    tile_sensitivity_words = "số ca viêm phổi được phát hiện"
    tile_specificity = "Độ đặc hiệu"
    tile_specificity_words = "số người khỏe mạnh không bị cảnh báo"
    tile_accuracy = "Độ chính xác"
    tile_accuracy_words = "tổng số câu trả lời là đúng"
    at_point = "ở mức “{point}”"
    to = "đến"
    explore_title = "Dịch chuyển ngưỡng"
    explore_words = (
        "Mô hình đưa ra một xác suất; ngưỡng biến xác suất ấy thành câu trả lời. Hạ ngưỡng thì bỏ sót ít ca viêm phổi "
        "hơn nhưng báo động giả nhiều hơn. Không có mức nào được cả hai."
    )
    slider_label = "Gọi là PNEUMONIA từ xác suất này trở lên"
    rates = {
        "accuracy": ("Độ chính xác", "tỷ lệ đúng trong mọi câu trả lời"),
        "sensitivity": ("Độ nhạy (recall)", "tỷ lệ ca viêm phổi được phát hiện"),
        "specificity": ("Độ đặc hiệu", "tỷ lệ người khỏe mạnh được gọi là bình thường"),
        "precision": ("Giá trị tiên đoán dương (precision)", "tỷ lệ cảnh báo đúng"),
        "npv": ("Giá trị tiên đoán âm", "tỷ lệ kết luận bình thường đúng"),
        "f1": ("F1", "trung bình điều hòa của precision và recall"),
    }
    rate_undefined = "không xác định"
    prevalence_title = "Bao nhiêu trẻ bị bệnh?"
    prevalence_words = (
        "Có thể tin một cảnh báo đến đâu còn tùy viêm phổi thường gặp đến mức nào ở nơi chụp phim. Trong các ảnh kiểm "
        "tra, {share} là có bệnh; đó là do cách thu thập ảnh, chứ không phải mức độ thường gặp của bệnh."
    )
    prevalence_label = "Tỷ lệ có bệnh trong số trẻ được chụp X-quang"
    prevalence_flagged = "Trong 100 trẻ bị cảnh báo, {ill} trẻ thật sự có bệnh."
    prevalence_cleared = "Trong 1000 trẻ được kết luận bình thường, {ill} trẻ vẫn có bệnh."
    prevalence_nobody = "Ở ngưỡng này không ai bị cảnh báo."
    prevalence_everybody = "Ở ngưỡng này không ai được kết luận bình thường."
    chart_confusion = "Ma trận nhầm lẫn"
    chart_roc = "Đường cong ROC"
    chart_pr = "Precision và recall"
    chart_reliability = "Tỷ lệ phần trăm có trung thực không?"
    chart_distribution = "Các ảnh"
    chart_history = "Huấn luyện"
    ring = "Vòng tròn là ngưỡng của bạn, các dấu xám là những ngưỡng làm việc của chính mô hình."
    reliability_words = (
        "Trong những phim mà mô hình cho 80 %, phải có khoảng 80 % thật sự có bệnh. Điểm Brier {brier:.3f}, "
        "sai số hiệu chuẩn kỳ vọng {ece:.3f}; 0 là hoàn hảo."
    )
    split_words = {
        "patient": ("Chia theo bệnh nhân: mọi ảnh của một trẻ nằm cùng một phía, nếu không bài kiểm tra sẽ quá dễ."),
        "reference": (
            "Chia theo ảnh, như trong công trình tham chiếu đã công bố; một trẻ có thể vừa ở tập huấn luyện "
            "vừa ở tập thẩm định."
        ),
    }
    patients_words = "Số bệnh nhân: {train} để huấn luyện, {validation} để thẩm định, {test} để kiểm tra."
    weights_words = (
        "Trong dữ liệu, viêm phổi nhiều hơn hẳn bình thường, nên khi huấn luyện mỗi ảnh NORMAL được tính {NORMAL:.3f} "
        "lần và mỗi ảnh PNEUMONIA {PNEUMONIA:.3f} lần."
    )
    split_columns = ("Tập", "NORMAL", "PNEUMONIA", "Tổng", "Có bệnh")
    split_before = "như được cung cấp"
    split_after = "sau khi chia"
    history_words = (
        "{epochs} epoch. Phim thẩm định được xem cả ở dạng nguyên bản lẫn trong điều kiện khó (khung hình, độ sáng, độ "
        "nét khác đi); bộ trọng số có AUROC tốt nhất trên các phim đó được giữ lại."
    )

    # About
    about_model = "Mô hình"
    about_is = "Mô hình này là gì"
    about_is_words = (
        "Một mạng nơ-ron tích chập với {parameters} tham số huấn luyện được ({architecture}), nhìn phim X-quang ở kích "
        "thước {size} x {size} điểm ảnh và ước tính xác suất viêm phổi. Mạng được huấn luyện từ đầu; mọi con số trong "
        "ứng dụng này đều được đọc từ các tệp của chính mô hình."
    )
    about_not = "Mô hình này không phải là gì"
    about_not_words = (
        "Không phải bác sĩ, cũng không thay thế được bác sĩ. Nó chỉ học về viêm phổi, không học bệnh nào khác, và chỉ "
        "học từ nhóm người này: {population}. Nó không phân biệt được vi khuẩn với vi-rút, cũng không biết trẻ bệnh "
        "nặng đến đâu. Với những phim khác với phim đã học, nó không đáng tin cậy; nó cố nhận ra điều đó, nhưng không "
        "phải lúc nào cũng được."
    )
    about_id = "Mô hình"
    about_revision = "Phiên bản"
    about_created = "Ngày huấn luyện"
    about_machine = "Máy"
    about_data = "Dữ liệu"
    about_population = "Nhóm người"
    about_licence = "Giấy phép"
    about_citation = "Trích dẫn"
    api_title = "Dùng từ một chương trình"
    api_words = (
        "Năm endpoint, một JSON. Câu trả lời giống hệt câu trả lời trên trang này; số <code>schema</code> chỉ thay đổi "
        "khi các trường thay đổi. Ảnh bị xóa trong vòng một giờ."
    )
    api_docs = "Mọi tham số, thử trực tiếp"
    api_schema = "Mô tả OpenAPI"
    api_table = (
        ("/predict", "một ảnh", "báo cáo"),
        ("/gradcam", "một ảnh, bằng chứng, độ đậm, bảng màu", "ảnh chồng bản đồ nhiệt và báo cáo"),
        ("/predict_batch", "nhiều ảnh", "báo cáo hoặc lỗi cho từng ảnh"),
        ("/metrics", "", "mọi số liệu đã đo"),
        ("/model", "", "mô hình nào trả lời"),
    )
    api_columns = ("Endpoint", "Nhận", "Trả về")
    copy = "Sao chép"
    copied = "Đã sao chép"


TEXTS = Vietnamese()
