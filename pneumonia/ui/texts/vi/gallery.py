"""The Vietnamese texts of the gallery."""


class Gallery:
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
