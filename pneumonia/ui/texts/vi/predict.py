"""The Vietnamese texts of the first tab: the answer, several films at once, the record, the pictures."""


class Predict:
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
    unsure = "không chắc chắn"
    unreliable = "không đáng tin cậy"
    unreliable_why = "mô hình không học từ những phim như thế này"
    probability = "Xác suất viêm phổi"
    threshold = "ngưỡng"
    doubtful = "Phần gạch chéo: nơi mô hình không chắc chắn."
    doubtful_here = "Câu trả lời này nằm ở đó."
    flagged_at = "cảnh báo ở mức {percent}"
    flagged = "Bị cảnh báo vì {percent} cao hơn ngưỡng này, không phải vì nhiều khả năng là viêm phổi."
    truth = "Đáp án theo bộ dữ liệu: {label}"
    warnings_title = "Cần lưu ý"
    refused_title = "Vì sao"
    invert = "Đảo sáng tối rồi đọc"
    limits_title = "Những điều khác mà kết quả này không nói lên"
    limits = (
        "Đây không phải chẩn đoán. Chỉ bác sĩ trực tiếp khám cho bệnh nhân mới có thể chẩn đoán.",
        "Mô hình chỉ biết hai câu trả lời. Nó không nhận ra lao, gãy xương, tràn dịch hay đồng xu bị nuốt.",
        "Nó học từ nhóm người sau và không áp dụng được cho bất kỳ ai khác: {population}.",
        "Tỷ lệ phần trăm giả định rằng một nửa số phim như vậy là viêm phổi. Nơi viêm phổi ít gặp hơn, nó quá cao; "
        "ngay cả khi đúng một nửa, nó vẫn có thể lệch về một phía (xem Chỉ số).",
    )
    population_unknown = "những người không được ghi lại là ai"
    details = "{width} x {height} px {format} · {elapsed} ms · mô hình {model}"
    batch_title = "{n} tệp"
    batch_reading = "Mô hình đã đọc {done} / {total} …"
    batch_hint = "Vạch trên mỗi thanh là ngưỡng, {threshold}. Bấm vào một phim để mở."
    batch_file = "Tệp"
    batch_overlays = "Lưu ảnh bản đồ nhiệt (ZIP)"
    batch_close = "Đóng bảng"

    # For the record
    save = "Lưu thành {kind}"
    record_date = "Lưu lúc"
    record_truth = "Đáp án theo bộ dữ liệu"
    record_image = "Ảnh"
    record_diagnosis = "Đây không phải chẩn đoán; chỉ bác sĩ trực tiếp khám cho bệnh nhân mới có thể chẩn đoán."
    record_reading = (
        "Tỷ lệ phần trăm giả định rằng một nửa số phim như vậy là viêm phổi; nơi viêm phổi ít gặp hơn, nó quá cao, và "
        "ngay cả khi đúng một nửa, nó vẫn có thể lệch về một phía. Bản đồ nhiệt cho thấy mô hình phản ứng với điều gì, "
        "chứ không phải chỗ nào bị bệnh."
    )
    record_kept = "Máy chủ tạo ra trang này không giữ lại ảnh, cũng không giữ lại trang này."

    # Pictures
    original = "Phim X-quang"
    explained = "Nơi mô hình thấy bằng chứng cho {label}"
    explained_nothing = "Không có bằng chứng cho {label} ở bất cứ đâu"
    picture_alt = "Phim X-quang ngực đã được đưa vào"
    original_refused = "Ảnh"
    picture_alt_refused = "Ảnh đã được đưa vào"
    explained_alt = "Cùng phim X-quang đó với bản đồ nhiệt của bằng chứng cho {label}"
    weaker = "yếu"
    stronger = "bằng chứng mạnh"
