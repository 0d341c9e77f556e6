"""Why a file is refused, in Vietnamese: :data:`pneumonia.refusals.REFUSALS`."""


class Refusals:
    refusals = {
        "empty": "Cần một ảnh X-quang ngực; tệp nhận được trống rỗng. Hãy chọn lại tệp.",
        "heavy": (
            "Cần một tệp không quá {most} MiB; tệp nhận được có {size:,.1f} MiB. Hãy lưu phim X-quang nhỏ hơn hoặc có "
            "nén."
        ),
        "large": (
            "Cần không quá {most} triệu điểm ảnh; ảnh nhận được có {width} x {height}. Hãy thu nhỏ ảnh rồi thử lại."
        ),
        "large_frames": (
            "Cần không quá {most} triệu điểm ảnh; tệp nhận được có {width} x {height} x {frames} khung hình. Hãy thu "
            "nhỏ ảnh rồi thử lại."
        ),
        "small": (
            "Cần ít nhất {least} x {least} điểm ảnh; ảnh nhận được có {width} x {height}. Hãy dùng chính phim X-quang, "
            "không dùng hình thu nhỏ."
        ),
        "other_format": (
            "Cần một ảnh X-quang ngực; nhận được {what}. Hãy lưu phim ở một định dạng mà trang này đọc được "
            "({formats})."
        ),
        "no_format": (
            "Cần một ảnh X-quang ngực; nhận được một tệp {size:,} byte không thuộc định dạng ảnh nào mà trang này đọc "
            "được ({formats})."
        ),
        "damaged": (
            "Cần một ảnh {kind} nguyên vẹn; nhận được {size:,} byte không giải mã được: tệp bị hỏng, bị cắt ngang hoặc "
            "dùng kiểu mã hóa mà trang này không đọc. Hãy tải xuống hoặc xuất lại tệp."
        ),
        "parts": (
            "Cần một ảnh {kind} có không quá {most:,} {what}; tệp nhận được có nhiều hơn. Hãy lưu lại thành ảnh thông "
            "thường."
        ),
        "deep_colour": (
            "Cần một ảnh TIFF xám hoặc màu 8 bit; nhận được ảnh màu {bits} bit. Hãy lưu thành ảnh xám hoặc PNG."
        ),
        "not_finite": "Cần một ảnh X-quang ngực; mọi điểm ảnh của tệp nhận được đều là NaN hoặc vô cực.",
        "deflated": "Cần một ảnh DICOM; tệp nhận được bị nén bằng deflate. Hãy xuất không nén.",
        "modality": (
            "Cần một phim X-quang ngực (CR, DX, DR hoặc RG); tệp DICOM nhận được thuộc loại {modality}. Hãy xuất chính "
            "phim X-quang."
        ),
        "no_pixels": (
            "Cần một tệp DICOM có ảnh; tệp nhận được không có ảnh hoặc bị cắt ngang. Hãy xuất chính bức ảnh."
        ),
        "frames": "Cần một phim X-quang đơn; tệp nhận được có {frames} khung hình. Hãy xuất một khung hình.",
        "packed": (
            "Cần một ảnh DICOM không nén, hoặc nén bằng JPEG (baseline hoặc không mất dữ liệu) hay RLE; tệp nhận được "
            "nén theo cách khác. Hãy xuất không nén."
        ),
        "not_loaded": (
            "Cần phần của trang dùng để đọc những tệp như thế; phần đó không tải được. Hãy kiểm tra kết nối rồi thử "
            "lại."
        ),
    }
