"""The Vietnamese texts of the metrics page and its charts."""

from pneumonia.chart_words import ChartWords
from pneumonia.ui.texts.vi.predict import Predict


class Metrics:
    # Metrics
    metrics_intro = (
        "Đo trên {n} ảnh kiểm tra, thu nhỏ còn 224 x 224 điểm ảnh, không tham gia huấn luyện, hiệu chuẩn hay chọn "
        "ngưỡng. Các khoảng tin cậy là 95 %, coi như không có hai phim nào của cùng một bệnh nhân. "
        "“Bệnh” và “khỏe mạnh” chỉ điều mà người đọc phim đã thấy: PNEUMONIA và NORMAL."
    )
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
        "hơn nhưng báo động giả nhiều hơn. Không có ngưỡng nào tránh được cả hai."
    )
    slider_label = "Kết luận PNEUMONIA từ xác suất này trở lên"
    rates = {
        "accuracy": ("Độ chính xác", "câu trả lời đúng trong tất cả"),
        "sensitivity": ("Độ nhạy (recall)", "ca viêm phổi được phát hiện"),
        "specificity": ("Độ đặc hiệu", "trẻ khỏe mạnh được kết luận bình thường"),
        "precision": (
            "Giá trị tiên đoán dương (precision)",
            "báo động đúng trong các báo động, khi {share} là bệnh như ở đây",
        ),
        "npv": ("Giá trị tiên đoán âm", "kết luận bình thường là đúng, khi {share} là bệnh như ở đây"),
        "f1": ("F1", "trung bình điều hòa của giá trị tiên đoán dương và độ nhạy"),
    }
    rate_undefined = "không xác định"
    prevalence_title = "Bao nhiêu trẻ bị bệnh?"
    prevalence_words = (
        "Một báo động đáng tin đến đâu tùy thuộc vào việc viêm phổi phổ biến thế nào ở nơi chụp phim (tỷ lệ hiện mắc). "
        "Trong các ảnh kiểm tra, {share} là trẻ bệnh; đó là do cách thu thập ảnh, không phản ánh tỷ lệ bệnh thực tế."
    )
    prevalence_label = "Tỷ lệ bị bệnh trong số trẻ được chụp X-quang"
    prevalence_flagged = "Trong 100 trẻ bị báo động, {ill} trẻ thực sự bị bệnh ({low} đến {high})."
    prevalence_cleared = "Trong 1000 trẻ được kết luận bình thường, {ill} trẻ vẫn bị bệnh (từ {low} đến {high})."
    prevalence_few = "chưa đến 1"
    prevalence_supposed = (
        "Tính như vậy là giả định rằng sai sót thường gặp như trên các phim kiểm tra; khoảng thứ nhất chỉ là khoảng "
        "tin cậy của độ đặc hiệu, khoảng thứ hai là của độ nhạy. Trên phim khác, sai sót có thể nhiều hay ít hơn hẳn: "
        "xem bảng tiếp theo."
    )
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
        "Nếu một nửa số phim là viêm phổi thì trong các phim được cho 80 %, khoảng 80 % phải thực sự là bệnh. Tính như "
        "thể một nửa là bệnh, các phim kiểm tra trung bình được {stated} chứ không phải 50 %: câu trả lời thiên về "
        "{label}. Tính như vậy, điểm Brier là {brier:.3f} và sai số hiệu chuẩn kỳ vọng là {ece:.3f}; 0 là hoàn hảo. "
        "Biểu đồ cho thấy các phim như vốn có, {share} là bệnh: nếu hơn một nửa là bệnh thì các chấm phải nằm phía "
        "trên đường chéo, nếu ít hơn thì ở phía dưới. Trong {alarms} báo động sai ở ngưỡng mặc định, {sure} được cho "
        "từ {confident} trở lên."
    )
    transfer_title = "Ở nơi khác mô hình có sai như ở đây không?"
    transfer_words = {
        True: (
            "Ngưỡng “{point}” được chọn trên các phim ở hàng đầu, do những mạng chưa học từ các phim ấy trả lời. Từ đó "
            "đến hàng cuối, phần kiểm tra, sai sót đã lệch đi dù phim cùng một nguồn. Phim từ nơi khác có thể làm sai "
            "sót lệch xa hơn nữa, về phía này hay phía kia."
        ),
        False: (
            "Ngưỡng “{point}” được chọn mà không dùng các phim kiểm tra ở hàng cuối. Từ hàng đầu đến hàng cuối, sai "
            "sót đã lệch đi dù phim cùng một nguồn. Phim từ nơi khác có thể làm sai sót lệch xa hơn nữa, về phía này "
            "hay phía kia."
        ),
    }
    transfer_columns = ("Phim", "Viêm phổi bị bỏ sót", "Khỏe mạnh bị báo động")
    #: By the names of :mod:`pneumonia.evaluation.threshold_transfer`.
    transfer_films = {
        "out of fold": "phim huấn luyện và kiểm định",
        "validation": "phim kiểm định, chính mạng này",
        "test": "phim kiểm tra, chính mạng này",
    }
    split_words = {
        "patient": "Chia theo bệnh nhân: mọi ảnh của một trẻ nằm cùng một phía, nếu không phần kiểm định sẽ quá dễ.",
        "reference": "Chia theo ảnh, như tham chiếu đã công bố; một trẻ có thể có ảnh cả ở huấn luyện lẫn kiểm định.",
    }
    patients_words = (
        "Bệnh nhân, theo những gì tên tệp cho biết: {train:,} để huấn luyện, {validation:,} để kiểm định, {test:,} để "
        "kiểm tra."
    )
    weights_words = (
        "Để hai nhãn có trọng lượng bằng nhau, khi huấn luyện, mỗi ảnh NORMAL được tính {NORMAL:.3f} lần và mỗi ảnh "
        "PNEUMONIA được tính {PNEUMONIA:.3f} lần."
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
    history_words = "{epochs} epoch (lượt huấn luyện). Phim kiểm định được xem {views}; {kept}."
    history_views = {
        True: "cả nguyên bản lẫn khi bị làm khó (khung hình, độ sáng, độ nét khác đi)",
        False: "ở dạng nguyên bản",
    }
    history_kept = {
        "best": "bộ trọng số có AUROC cao nhất trên các phim đó được giữ lại",
        "last": "chúng chỉ để theo dõi: bộ trọng số của epoch cuối cùng được giữ lại",
    }

    #: Every word in the charts; another language gives its own, with its own names of points and sets.
    chart_words = ChartWords(
        points=Predict.point_names,
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
        kept="được giữ: {auroc:.4f}, epoch {epoch}",
        auroc_described=(
            "AUROC trên các ảnh kiểm định sau mỗi epoch trong {epochs} epoch; bộ trọng số được giữ đạt {auroc:.4f}."
        ),
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
    subgroups_title = "Mô hình tốt hơn hay kém hơn với ai?"
    subgroups_words = (
        "Các phim kiểm tra được chia nhóm theo những gì tên tệp cho biết: với viêm phổi là tỷ lệ được phát hiện, với "
        "phim khỏe mạnh là tỷ lệ không bị báo động, ở ngưỡng “{point}”. AUROC: nhóm đó so với mọi phim thuộc nhãn kia. "
        "Hai loạt phim khỏe mạnh khác nhau thế nào thì không có tài liệu nào cho biết."
    )
    subgroups_columns = ("Phim kiểm tra", "Số phim", "Trả lời đúng", "AUROC")
    #: By the names that the bundle gives the groups.
    subgroups_names = {
        "bacterial pneumonia": "viêm phổi do vi khuẩn",
        "viral pneumonia": "viêm phổi do virus",
        "series IM": "khỏe mạnh, loạt IM",
        "series NORMAL2-IM": "khỏe mạnh, loạt NORMAL2-IM",
    }
    robustness_title = "Mô hình có giữ nguyên câu trả lời không?"
    robustness_words = (
        "Tất cả phim kiểm tra được biến đổi theo những cách không làm thay đổi kết luận của người đọc, nên câu trả lời "
        "cũng phải giữ nguyên. Ở trường hợp xấu nhất ({change}), {share} số câu trả lời thay đổi ở ngưỡng “{point}”."
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
    trust_title = "Có thể tin bản đồ nhiệt không?"
    trust_words = (
        "Nếu câu trả lời thật sự dựa vào những gì bản đồ cho thấy, thì che những chỗ nóng nhất phải làm mất nhiều hơn "
        "che chỗ khác, và trên phim ghép từ một nửa bệnh và một nửa khỏe mạnh, nhiệt phải nằm ở phía mà câu trả lời "
        "nói đến. Những chỗ ngẫu nhiên nằm một phần ngoài lồng ngực, nên bản đồ nào cứ đánh dấu phần giữa lồng ngực "
        "cũng hơn chúng; vì vậy mỗi bản đồ còn được so với bản đồ của một phim khác. Đo trên các phim kiểm tra; che "
        "tối đa nửa phim. Dù sao thì phim mất chi tiết cũng trông giống PNEUMONIA hơn, nên việc che làm NORMAL mất "
        "nhiều hơn."
    )
    trust_rows = {
        "deletion.map": "Xác suất của câu trả lời khi che dần những chỗ nóng nhất",
        "deletion.random": "Cũng vậy, với những chỗ ngẫu nhiên",
        "deletion.other": "Cũng vậy, với những chỗ nóng nhất của một phim khác",
        "thorax.heat": "Phần nhiệt nằm trong lồng ngực",
        "thorax.other": "Cũng vậy, với bản đồ của một phim khác",
        "thorax.area": "Phần phim mà lồng ngực chiếm",
        "halves.heat": "Phim ghép: phần nhiệt ở phía mà câu trả lời nói đến (ngẫu nhiên là một nửa)",
    }
    trust_notes = (
        "Bản đồ đúng là Grad-CAM: tính theo cách khác, nó chỉ lệch nhiều nhất {relative:.0e} giá trị lớn nhất. Nó phụ "
        "thuộc vào những gì mô hình đã học: khi xáo trộn trọng số của tất cả {layers} lớp, nó giống bản gốc với tương "
        "quan hạng {signed:.2f}, trong đó 1 là cùng một bản đồ và 0 là một bản đồ bất kỳ."
    )
    published_title = "So với các kết quả đã công bố"
    published_words = (
        "Kết quả của những nhóm khác trên cùng {n} ảnh kiểm tra. Mô hình này được tính ở ngưỡng “{point}”."
    )
    published_this = "Mô hình này"
    published_note = (
        "Kết quả của các nhóm khác được ghi đúng như họ công bố; chỉ có mô hình tham chiếu được huấn luyện lại ở đây, "
        "và có thêm một hàng riêng. Khoảng tin cậy của họ được tính từ giá trị đã công bố và số ảnh (AUROC: Hanley và "
        "McNeil 1982; tỷ lệ: Wilson), và không có hai hàng nào được thực hiện trong điều kiện hoàn toàn giống nhau. "
        "Trong bảy kết quả của bài báo MedMNIST, bảng này có dịch vụ tốt nhất và mạng ResNet tốt nhất; các kết quả còn "
        "lại có AUROC từ 0.942 đến 0.956. Không kể các kết quả mà lần huấn luyện hay ngưỡng được chọn bằng chính ảnh "
        "kiểm tra, trừ khi hàng đó nói rõ:"
    )
    published_this_caveat = (
        "Các phiên bản 224 x 224 điểm ảnh, được tạo bằng cách chỉ lấy một trong nhiều điểm ảnh. Chưa được đo trên các "
        "phim kiểm tra ở kích thước đầy đủ."
    )
    published_none = "không công bố"
    #: By their keys in pneumonia/published.py: what each is called, and what limits the comparison.
    published_names = {
        "automl": "Google AutoML Vision",
        "kermany": "Kermany và cộng sự 2018",
        "resnet50": "ResNet-50",
        "baseline": "Mô hình tham chiếu",
        "retrained": "Tham chiếu, huấn luyện lại",
    }
    published_caveats = {
        "automl": (
            "Một dịch vụ thương mại không công khai mạng nơ-ron và cách huấn luyện. Mọi phim đưa vào đều bị cắt thành "
            "hình vuông và thu nhỏ còn 28 x 28 điểm ảnh."
        ),
        "kermany": (
            "Chính các tác giả của bộ dữ liệu, với một mạng lớn hơn, trước đó đã học từ một triệu bức ảnh chụp thông "
            "thường. Độ nhạy và độ đặc hiệu của họ ứng với độ chính xác 0.920 trên các ảnh này, chứ không phải 0.928 "
            "như họ nêu."
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
    published_retrained = (
        "Công thức đã công bố, do dự án này huấn luyện ({epochs} lượt trong {minutes:.0f} phút; {machine}; giữ lại "
        "lượt có AUROC kiểm định cao nhất, lượt thứ {kept}). Cũng được chia theo ảnh. Được tính ở ngưỡng do các ảnh "
        "kiểm định của nó xác định, theo cùng quy tắc với mô hình này; ở nơi kết quả chưa hiệu chuẩn của chính nó bằng "
        "0.5, ngưỡng thường dùng, độ chính xác là {accuracy:.3f}, độ nhạy {sensitivity:.3f} và độ đặc hiệu "
        "{specificity:.3f}. Những gì bài công bố không nêu, như cách giảm tốc độ học, được làm theo tài liệu của "
        "Keras; không có hai lần huấn luyện nào cho kết quả như nhau."
    )
