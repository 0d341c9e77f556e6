"""The Vietnamese texts about the model, and for developers."""


class About:
    # About
    about_model = "Mô hình"
    about_is = "Mô hình này là gì"
    about_is_words = (
        "Một mạng nơ-ron tích chập với {parameters} tham số ({architecture}), nhìn phim X-quang ở kích thước "
        "{size} x {size} điểm ảnh và ước tính xác suất viêm phổi. Mạng được huấn luyện từ đầu; mọi con số về mô hình "
        "này đều được đọc từ các tệp của chính nó."
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
        ("/gradcam", "như trên", "ảnh chồng bản đồ nhiệt, báo cáo, bản đồ thô"),
        ("/predict_batch", "tối đa 64 tệp", "báo cáo hoặc lỗi cho từng ảnh"),
        ("/metrics", "", "mọi số liệu đã đo"),
        ("/model", "", "mô hình nào trả lời"),
    )
    api_url = (
        'Địa chỉ web thay cho tệp, như <code>handle_file("https://…")</code> hoặc '
        '<code>{"image": "https://…"}</code>, phải nằm trên web công khai và trả lời trong 10 giây. Khi có lỗi, một '
        "câu sẽ nói: cần gì, đã nhận gì, nên làm gì."
    )
    api_arguments = "Mọi tham số, và một câu trả lời mẫu"
    api_argument_columns = ("Tham số", "Kiểu", "Mặc định", "Ý nghĩa")
    api_required = "bắt buộc"
    api_sample = "Báo cáo của /predict, tự đặt ra để minh họa:"
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
    copy_by_hand = "Nhấn Ctrl+C"
