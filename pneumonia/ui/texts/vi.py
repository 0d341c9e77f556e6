"""The texts of the page in Vietnamese, in the order of :mod:`pneumonia.ui.texts.en`."""

from pneumonia.chart_words import ChartWords
from pneumonia.ui.texts.en import English


class Vietnamese(English):
    code = "vi"
    language = "Tiếng Việt"
    phrases = {
        "children of one to five years, Guangzhou Women and Children's Medical Center": (
            "trẻ em từ một đến năm tuổi, Trung tâm Y tế Phụ nữ và Trẻ em Quảng Châu"
        ),
    }
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
        "small": (
            "Ảnh nhỏ ({width} x {height} điểm ảnh). Dưới {least} điểm ảnh mỗi cạnh, những chi tiết bị mất có thể làm "
            "câu trả lời thay đổi."
        ),
        "tinted": (
            "Ảnh có màu, như ảnh chụp hoặc ảnh màn hình của một tấm phim. Ánh chói, bóng hay khung có thể làm câu trả "
            "lời thay đổi: nếu được, hãy dùng chính tệp của phim."
        ),
        "tall": (
            "Ảnh cao hơn rộng rất nhiều ({width} x {height} điểm ảnh), như phim chụp nghiêng. Mô hình chỉ học từ phim "
            "chụp thẳng."
        ),
        "wide": (
            "Ảnh rộng hơn cao rất nhiều ({width} x {height} điểm ảnh), như phim bị cắt. Mô hình học từ phim chụp toàn "
            "bộ lồng ngực."
        ),
        "negative": "Ảnh đã được đảo sáng tối trước khi đánh giá, vì trông giống âm bản.",
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
    tab_learn = "Học"
    tab_api = "API"
    tab_about = "Giới thiệu"
    fallback = "Không tải được mô hình được yêu cầu ({wanted}), nên mô hình có sẵn trả lời thay. {reason}"
    unexpected = "Đã có lỗi ở phía chúng tôi; lỗi đã được ghi lại. Kết quả trước của bạn vẫn còn. Vui lòng thử lại."

    # Where images are handed in
    drop_title = "Thả phim X-quang ngực vào đây"
    drop_action = "Chọn tệp"
    drop_hint = "hoặc dán ảnh. JPEG, PNG, WebP, TIFF, BMP hoặc DICOM, tối đa {megabytes} MB"
    drop_busy = "Đang tải lên …"
    drop_failed = "Tải lên không thành công. Mạng có hoạt động không, và tệp có vượt quá {megabytes} MB không?"
    drop_several = "Nhiều tệp cùng lúc sẽ thành một bảng."
    drop_counting = "Đang tải lên: {done} / {total} …"
    drop_too_many = "Nhiều nhất {most} tệp cùng lúc; bạn đã chọn {received}. Hãy đưa vào từng phần."
    alert_title = "Không đọc được tệp này"
    gone = "Ảnh này đã bị xóa khỏi máy chủ trong lúc đó. Hãy đưa lại ảnh."

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
    doubtful = "Phần gạch chéo: ở đó mô hình không chắc chắn."
    flagged = "Bị cảnh báo vì {percent} cao hơn ngưỡng này, không phải vì nhiều khả năng là viêm phổi."
    truth = "Đáp án theo bộ dữ liệu: {label}"
    warnings_title = "Cần lưu ý"
    refused_title = "Vì sao"
    invert = "Đảo sáng tối rồi đọc"
    limits_title = "Kết quả này còn không có nghĩa gì khác"
    limits = (
        "Đây không phải chẩn đoán. Chỉ bác sĩ trực tiếp khám cho trẻ mới có thể chẩn đoán.",
        "Mô hình chỉ biết hai câu trả lời. Nó không nhận ra lao, gãy xương, tràn dịch hay đồng xu bị nuốt.",
        "Nó học từ nhóm người sau và không áp dụng được cho bất kỳ ai khác: {population}.",
        "Tỷ lệ phần trăm là ước tính của chính mô hình, cho những phim giống các phim đã dùng để kiểm tra nó.",
    )
    population_unknown = "những người không được ghi lại là ai"
    details = "{width} x {height} px {format} · {elapsed} ms · mô hình {model}"
    batch_title = "{n} tệp"
    batch_reading = "Mô hình đã đọc {done} / {total} …"
    batch_hint = "Vạch trên mỗi thanh là ngưỡng, {threshold}. Bấm vào một phim để mở."
    batch_file = "Tệp"
    batch_not_uploaded = "Không tải được tệp này lên: tệp quá lớn, hoặc mạng bị lỗi."
    batch_overlays = "Lưu ảnh bản đồ nhiệt (ZIP)"
    batch_close = "Đóng bảng"

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
    deletion_described = "Xác suất {label} khi ngày càng nhiều phần của phim bị che: hai đường."
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
    metrics_intro = "Đo một lần duy nhất, trên {n} ảnh kiểm tra không tham gia huấn luyện. Các khoảng tin cậy là 95 %."
    tile_auroc = "AUROC"
    tile_auroc_words = "khả năng xếp phim bệnh cao hơn phim khỏe mạnh: 1 là hoàn hảo, 0.5 là đoán mò"
    tile_sensitivity = "Độ nhạy"
    tile_sensitivity_words = "số ca viêm phổi được phát hiện"
    tile_specificity = "Độ đặc hiệu"
    tile_specificity_words = "số trẻ khỏe mạnh không bị báo động"
    tile_accuracy = "Độ chính xác"
    tile_accuracy_words = "tổng số câu trả lời là đúng"
    at_point = "ở ngưỡng “{point}”"
    to = "đến"
    explore_title = "Thay đổi ngưỡng"
    explore_words = (
        "Mô hình đưa ra một xác suất; ngưỡng biến xác suất đó thành câu trả lời. Hạ ngưỡng thì bỏ sót ít ca viêm phổi "
        "hơn nhưng báo động giả nhiều hơn. Không có ngưỡng nào đạt được cả hai điều."
    )
    slider_label = "Kết luận PNEUMONIA từ xác suất này trở lên"
    rates = {
        "accuracy": ("Độ chính xác", "câu trả lời đúng trong tất cả"),
        "sensitivity": ("Độ nhạy (recall)", "ca viêm phổi được phát hiện"),
        "specificity": ("Độ đặc hiệu", "trẻ khỏe mạnh được kết luận bình thường"),
        "precision": ("Giá trị tiên đoán dương (precision)", "báo động đúng trong các báo động"),
        "npv": ("Giá trị tiên đoán âm", "kết luận bình thường đúng trong các kết luận bình thường"),
        "f1": ("F1", "trung bình điều hòa của giá trị tiên đoán dương và độ nhạy"),
    }
    rate_undefined = "không xác định"
    prevalence_title = "Bao nhiêu trẻ bị bệnh?"
    prevalence_words = (
        "Một báo động đáng tin đến đâu tùy thuộc vào việc viêm phổi phổ biến thế nào ở nơi chụp phim (tỷ lệ hiện mắc). "
        "Trong các ảnh kiểm tra, {share} là trẻ bệnh; đó là do cách thu thập ảnh, không phản ánh tỷ lệ bệnh thực tế."
    )
    prevalence_label = "Tỷ lệ bị bệnh trong số trẻ được chụp X-quang"
    prevalence_flagged = "Trong 100 trẻ bị báo động, {ill} trẻ thực sự bị bệnh."
    prevalence_cleared = "Trong 1000 trẻ được kết luận bình thường, {ill} trẻ vẫn bị bệnh."
    prevalence_nobody = "Ở ngưỡng này không trẻ nào bị báo động."
    prevalence_everybody = "Ở ngưỡng này không trẻ nào được kết luận bình thường."
    chart_confusion = "Ma trận nhầm lẫn"
    chart_roc = "Đường cong ROC"
    chart_pr = "Giá trị tiên đoán dương và độ nhạy"
    chart_reliability = "Con số phần trăm có trung thực không?"
    chart_distribution = "Các ảnh"
    chart_history = "Huấn luyện"
    ring = "Vòng tròn là ngưỡng bạn chọn, các dấu xám là những điểm hoạt động của chính mô hình."
    reliability_words = (
        "Trong các phim được mô hình cho 80 %, khoảng 80 % phải thực sự là bệnh. Điểm Brier {brier:.3f}, "
        "sai số hiệu chuẩn kỳ vọng {ece:.3f}; 0 là hoàn hảo."
    )
    split_words = {
        "patient": "Chia theo bệnh nhân: mọi ảnh của một trẻ nằm cùng một phía, nếu không bài kiểm tra sẽ quá dễ.",
        "reference": "Chia theo ảnh, như tham chiếu đã công bố; một trẻ có thể có ảnh cả ở huấn luyện lẫn kiểm định.",
    }
    patients_words = "Bệnh nhân: {train:,} để huấn luyện, {validation:,} để kiểm định, {test:,} để kiểm tra."
    weights_words = (
        "Trong dữ liệu, ca viêm phổi nhiều hơn hẳn ca khỏe mạnh, nên khi huấn luyện, mỗi ảnh NORMAL được tính "
        "{NORMAL:.3f} lần và mỗi ảnh PNEUMONIA được tính {PNEUMONIA:.3f} lần."
    )
    sets = {
        "train + val": "huấn luyện + kiểm định",
        "train": "huấn luyện",
        "validation": "kiểm định",
        "test": "kiểm tra",
    }
    split_columns = ("Tập", "NORMAL", "PNEUMONIA", "Tất cả", "Bệnh")
    split_before = "như khi được phát hành"
    split_after = "sau khi chia"
    history_words = (
        "{epochs} epoch (lượt huấn luyện). Phim kiểm định được xem cả nguyên bản lẫn khi bị làm khó (khung hình, độ "
        "sáng, độ nét khác đi); bộ trọng số có AUROC cao nhất trên các phim đó được giữ lại."
    )

    #: Every word in the charts; another language gives its own, with its own names of points and sets.
    chart_words = ChartWords(
        points=point_names,
        sets=sets,
        threshold="ngưỡng",
        sensitivity="độ nhạy (recall)",
        recall="độ nhạy (recall)",
        specificity="độ đặc hiệu",
        precision="giá trị tiên đoán dương",
        accuracy="độ chính xác",
        auroc="AUROC",
        false_alarms="báo động giả (1 - độ đặc hiệu)",
        roc_described=(
            "Đường cong ROC: độ nhạy theo tỷ lệ báo động giả ở mọi ngưỡng. Diện tích dưới đường cong: {auroc:.3f}."
        ),
        pr_described=(
            "Giá trị tiên đoán dương theo độ nhạy ở mọi ngưỡng. Độ chính xác trung bình (average precision): "
            "{average_precision:.3f}."
        ),
        says="mô hình nói",
        truth="thực tế",
        share="trong hàng đó",
        confusion_described="Ma trận nhầm lẫn: câu trả lời của mô hình so với thực tế, ở ngưỡng đã chọn.",
        stated="xác suất PNEUMONIA được đưa ra",
        observed="tỷ lệ PNEUMONIA quan sát được",
        reliability_described="Biểu đồ độ tin cậy: xác suất được đưa ra so với tỷ lệ thực sự bị bệnh.",
        images="số ảnh",
        label="lớp",
        set="tập",
        before="trước",
        after="sau",
        distribution_described="Số ảnh của từng lớp trong từng tập, trước và sau khi chia.",
        epoch="epoch",
        loss="hàm mất mát",
        train="huấn luyện",
        validation="kiểm định",
        validation_auroc="AUROC kiểm định",
        best="tốt nhất {auroc:.4f}, epoch {epoch}",
        auroc_described="AUROC trên các ảnh kiểm định sau mỗi epoch trong {epochs} epoch; cao nhất là {auroc:.4f}.",
        loss_described="Hàm mất mát trên tập huấn luyện và tập kiểm định sau mỗi epoch trong {epochs} epoch.",
        this_model="mô hình này",
        measure="chỉ số",
        value="giá trị",
        low="95 % từ",
        high="95 % đến",
        comparison_described=(
            "AUROC và độ chính xác của mô hình này bên cạnh các kết quả đã công bố trên cùng các ảnh kiểm tra; "
            "mọi con số đều có trong bảng bên dưới."
        ),
    )
    robustness_title = "Mô hình có giữ nguyên câu trả lời không?"
    robustness_words = (
        "Tất cả phim kiểm tra được biến đổi theo những cách không làm thay đổi phổi, nên câu trả lời cũng phải giữ "
        "nguyên. Ở trường hợp xấu nhất ({change}), {share} số câu trả lời thay đổi ở ngưỡng “{point}”."
    )
    robustness_columns = ("Biến đổi", "Câu trả lời thay đổi", "AUROC (chênh lệch)")
    robustness_unchanged = "nguyên bản"
    #: By the names that the bundle gives the changes.
    robustness_changes = {
        "JPEG quality 30": "lưu thành tệp JPEG nhỏ",
        "blurred (Gaussian, 1 pixel)": "hơi mờ",
        "gamma 0.7": "sáng hơn",
        "gamma 1.4": "tối hơn",
        "contrast 0.7": "giảm tương phản",
        "contrast 1.3": "tăng tương phản",
        "turned by 8 degrees, black corners": "xoay sang trái 8°",
        "turned by 8 degrees the other way": "xoay sang phải 8°",
        "10 % cropped on each side": "cắt bớt 10 % mỗi cạnh",
        "10 % of black added on each side": "thêm 10 % viền đen mỗi cạnh",
        "a letter painted in a corner": "một chữ cái ở góc phim",
    }
    published_title = "So với các kết quả đã công bố"
    published_words = (
        "Kết quả của những nhóm khác trên cùng {n} ảnh kiểm tra. Mô hình này được tính ở ngưỡng “{point}”."
    )
    published_this = "Mô hình này"
    published_note = (
        "Kết quả của các nhóm khác được ghi đúng như họ công bố; không kết quả nào được chạy lại ở đây. Khoảng tin cậy "
        "của họ được tính từ giá trị đã công bố và số ảnh (AUROC: Hanley và McNeil 1982; tỷ lệ: Wilson), và không có "
        "hai hàng nào được thực hiện trong điều kiện hoàn toàn giống nhau:"
    )
    published_none = "không công bố"
    #: By their keys in pneumonia/published.py: what each is called, and what limits the comparison.
    published_names = {
        "automl": "Google AutoML Vision",
        "kermany": "Kermany và cộng sự 2018",
        "resnet50": "ResNet-50",
        "baseline": "Mô hình tham chiếu",
    }
    published_caveats = {
        "automl": (
            "Một dịch vụ thương mại không công khai mạng nơ-ron và cách huấn luyện. Mọi phim đưa vào đều bị cắt thành "
            "hình vuông và thu nhỏ còn 28 x 28 điểm ảnh."
        ),
        "kermany": (
            "Chính các tác giả của bộ dữ liệu, với một mạng lớn hơn, trước đó đã học từ một triệu bức ảnh chụp thông "
            "thường."
        ),
        "resnet50": (
            "Mọi phim đưa vào đều bị cắt thành hình vuông, thu nhỏ còn 28 x 28 điểm ảnh rồi phóng to lại thành "
            "224 x 224."
        ),
        "baseline": (
            "Chia theo ảnh, nên một trẻ có thể có ảnh ở cả tập huấn luyện và tập kiểm định. Không nêu rõ kết quả được "
            "tính ở ngưỡng nào; ngưỡng tốt nhất được nêu, 0.946, được đọc từ đường cong ROC của chính các ảnh kiểm "
            "tra này."
        ),
    }

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
        "Bài này cần phim X-quang, nhưng bản cài đặt này không có phim nào. Thẻ Thư viện ảnh cho biết có thể tìm "
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
        "drawn": "Trong {drawn} cặp, tỷ lệ cặp mà phim bệnh có điểm cao hơn là {share}.",
        "right": (
            "{recall} trẻ bệnh được phát hiện, {alarms} trẻ khỏe bị báo động giả: độ cao, {height}, chính là chỉ số "
            "Youden. Chỉ số này coi một trẻ bị bỏ sót và một báo động giả là ngang nhau; điều đó có đúng hay không "
            "thì đường cong không trả lời được."
        ),
        "low": "Độ cao là {height}; còn có chỗ cao hơn. Hãy nâng ngưỡng.",
        "high": "Độ cao là {height}; còn có chỗ cao hơn. Hãy hạ ngưỡng.",
    }
    lesson_imbalance = {
        "title": "Hiếm và phổ biến: trọng số lớp",
        "words": (
            "Trong các phim mà mô hình này đã học, {share} là phim bệnh. Một mô hình lười sẽ chỉ học câu trả lời phổ "
            "biến. Trọng số lớp ngăn điều đó: lớp càng hiếm thì mỗi phim của lớp đó càng được tính nặng hơn. Ở đây "
            "một phim khỏe được tính {NORMAL:.2f} lần, một phim bệnh {PNEUMONIA:.2f} lần."
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
            "Bản đồ này thô, chỉ có {rows} x {columns} ô, nên đường viền của nó không có ý nghĩa gì. {border} % vùng "
            "nhiệt nằm gần mép phim, nơi hầu như không có phổi: bản đồ cho thấy mô hình đã phản ứng với cái gì, chứ "
            "không cho thấy chỗ nào bị bệnh."
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
        "Hãy đọc lần lượt {n} phim trong thư viện ảnh: NORMAL hay PNEUMONIA? Nếu bạn nghĩ trẻ bị bệnh, hãy nhấp thêm "
        "vào vị trí tổn thương. Sau đó bạn sẽ thấy đáp án, câu trả lời của mô hình và nơi nó đã nhìn.",
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
    quiz_map = "Vùng nhiệt là bằng chứng của mô hình cho PNEUMONIA; vòng tròn là chỗ bạn đã nhấp."
    quiz_met = {
        True: "Chỗ bạn nhấp cũng là nơi mô hình thấy bằng chứng mạnh.",
        False: "Chỗ bạn nhấp không trùng với bằng chứng mạnh của mô hình. Chỉ riêng điều đó chưa nói được ai sai.",
        None: "Mô hình không thấy bằng chứng viêm phổi ở bất cứ đâu.",
    }
    quiz_no_click = "Bạn chưa đánh dấu vị trí nào trên phim này."
    quiz_score = "Sau {n} phim: bạn {you}, mô hình {model}."
    quiz_next = "Phim tiếp theo"
    quiz_end = "Xem kết quả"
    quiz_summary = "Bạn đúng {you} trên {n} phim, mô hình đúng {model}"
    quiz_clicks = "{met} trong {clicks} lần nhấp nằm ở nơi mô hình thấy bằng chứng mạnh."
    quiz_worth = (
        "{n} phim chưa nói lên được nhiều: theo kết quả này, tỷ lệ trả lời đúng của bạn có thể ở bất cứ đâu từ {low} "
        "đến {high} (khoảng tin cậy 95 %). Và nhãn của bộ dữ liệu cũng do con người gán."
    )
    quiz_result = "Tôi đã đọc {n} phim X-quang ngực tìm viêm phổi: đúng {you}. Mô hình: {model}."
    quiz_again = "Chơi lại"

    # Learn: for teachers
    teach_title = "Trong lớp học"
    teach_words = (
        "Mười phút: mọi người làm phần đố vui và sao chép kết quả; so sánh cả lớp với mô hình.",
        "Một tiết học: gửi liên kết đến thẻ này, để mọi người tự thử mà trả lời, rồi thảo luận vì sao có đáp án đó.",
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
    embed_image = "Ảnh trong thư viện"
    embed_no_image = "không có"
    embed_link = "Liên kết"
    embed_iframe = "Trong trang của bạn"
    embed_preview = "Xem trước"
    embed_app = "Dạng web component"
    embed_app_words = (
        "Không có khung, và cao bằng nội dung. Đoạn mã thuộc về phiên bản đang trả lời hiện tại: hãy sao chép lại khi "
        "ứng dụng được cập nhật."
    )
    embed_app_query = (
        "Thành phần này đọc thẻ, ảnh và ngưỡng từ địa chỉ của trang chứa nó. Hãy liên kết đến trang đó, thêm đoạn sau "
        "vào cuối địa chỉ:"
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
    # API
    api_title = "Dùng từ một chương trình"
    api_words = (
        "Năm endpoint, một JSON. Câu trả lời giống hệt câu trả lời trên trang này; số <code>schema</code> chỉ thay đổi "
        "khi các trường thay đổi. Ảnh bị xóa trong vòng một giờ."
    )
    api_columns = ("Endpoint", "Nhận", "Trả về")
    api_table = (
        ("/predict", "một ảnh: tệp hoặc địa chỉ web", "báo cáo"),
        ("/gradcam", "như trên; bằng chứng, độ đậm, bảng màu", "ảnh chồng bản đồ nhiệt, báo cáo, bản đồ thô"),
        ("/predict_batch", "tối đa 64 tệp", "báo cáo hoặc lỗi cho từng ảnh"),
        ("/metrics", "", "mọi số liệu đã đo"),
        ("/model", "", "mô hình nào trả lời"),
    )
    api_url = (
        'Địa chỉ web thay cho tệp, như <code>handle_file("https://…")</code> hoặc '
        '<code>{"image": "https://…"}</code>, phải nằm trên web công khai và trả lời trong 10 giây. Khi có lỗi, một '
        "câu sẽ nói: cần gì, đã nhận gì, nên làm gì."
    )
    api_docs = "Mọi tham số, thử trực tiếp"
    api_schema = "Mô tả OpenAPI"
    api_three_lines = "Ba dòng để có báo cáo:"
    api_heat_map = "Bản đồ nhiệt dưới dạng ảnh, và các con số tạo ra nó:"
    api_javascript = "Trong Node.js hoặc trong một trang web:"
    api_curl = "Từ dòng lệnh, không cần cài gì:"
    api_mcp = (
        "Cho các trợ lý dùng Model Context Protocol: đưa đoạn này vào phần cài đặt của trợ lý, và năm endpoint sẽ trở "
        "thành công cụ của nó."
    )
    api_mcp_ask = "Sau đó hãy hỏi, ví dụ:"
    api_mcp_requests = (
        "Hãy đọc phim X-quang ở https://… và cho biết mô hình chắc chắn đến đâu.",
        "Mô hình đã nhìn vào đâu? Cho tôi xem bản đồ nhiệt.",
        "Mô hình này bỏ sót bao nhiêu ca viêm phổi, và báo động nhầm bao nhiêu trẻ khỏe mạnh?",
    )
    copy = "Sao chép"
    copied = "Đã sao chép"


TEXTS = Vietnamese()
