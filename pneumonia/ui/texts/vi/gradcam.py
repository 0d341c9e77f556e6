"""The Vietnamese texts of the Grad-CAM tab and its experiments."""


class GradCam:
    # Grad-CAM
    gradcam_intro = (
        "Grad-CAM hỏi những chỗ nào trên phim đã làm điểm số của mô hình tăng hay giảm. Nó cho thấy mô hình phản ứng "
        "với điều gì, chứ không phải chỗ nào bị bệnh: một đốm sáng trên vai, cánh tay hay ký hiệu nằm ngoài lồng ngực "
        "nghĩa là mô hình đã nhìn nhầm chỗ."
    )
    gradcam_empty = "Hãy đưa một phim X-quang vào đây hoặc ở thẻ đầu tiên, rồi hình sẽ hiện ra."
    evidence = "Bằng chứng cho"
    opacity = "Độ đậm"
    colormap = "Bảng màu (auto: ấm cho PNEUMONIA, lạnh cho NORMAL)"
    outline = "Đường viền, theo % của bằng chứng mạnh nhất cho bất kỳ nhãn nào (0: không vẽ)"
    closer = "Xem kỹ hơn: {width} x {height}"
    closer_busy = "Đang vẽ ở kích thước gốc …"
    closer_zoom = "Phóng to"
    closer_save = "Lưu thành PNG"
    closer_close = "Đóng"

    # Experiments on the film that is looked at
    experiment_about = "về câu trả lời đã đưa ra, {label}"
    experiment_first = "Trước hết hãy đưa một phim X-quang vào."
    experiment_refused = "Ảnh này không được đánh giá, nên không có gì để giải thích."
    experiment_starting = "Đang bắt đầu … Mỗi lúc chỉ chạy một thí nghiệm cho tất cả mọi người."
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
        "Trong một phần năm nóng nhất của bản đồ này, {overlap} nằm trong một phần năm nóng nhất của bản đồ kia. Riêng "
        "ngẫu nhiên đã cho trung bình 20 % và, với các bản đồ có hình dạng như thế này, cứ hai mươi lần thì một lần "
        "hơn {chance}. Tương quan thứ hạng của mọi vị trí: {correlation:.2f} (1: cùng thứ tự, 0: không liên quan)."
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
        "trong {n} vùng khác. Một bản đồ cứ đánh dấu phần giữa mọi lồng ngực cũng có thể đạt được điều này."
    )
    deletion_chance = (
        "Chưa thuyết phục: che những chỗ của nó chỉ làm câu trả lời suy yếu nhiều hơn so với che {less} "
        "trong {n} vùng khác. Phải nhiều hơn so với cả {n} vùng, điều mà riêng ngẫu nhiên chỉ "
        "cho nhiều nhất một lần trong {of} lần."
    )
    deletion_nothing = (
        "Tính trung bình, che những phần của phim này, dù là những chỗ của bản đồ hay chỗ khác, gần như không làm câu "
        "trả lời suy yếu: phép thử này không cho biết bản đồ có ý nghĩa hay không."
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
