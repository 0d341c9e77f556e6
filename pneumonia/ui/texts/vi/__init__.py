"""The texts of the page in Vietnamese, in the files and the order of :mod:`pneumonia.ui.texts.en`."""

from pneumonia.ui.texts.en import Texts
from pneumonia.ui.texts.vi.about import About
from pneumonia.ui.texts.vi.browser import Browser
from pneumonia.ui.texts.vi.gallery import Gallery
from pneumonia.ui.texts.vi.gradcam import GradCam
from pneumonia.ui.texts.vi.learn import Learn
from pneumonia.ui.texts.vi.metrics import Metrics
from pneumonia.ui.texts.vi.page import Page
from pneumonia.ui.texts.vi.predict import Predict
from pneumonia.ui.texts.vi.refusals import Refusals


class Vietnamese(Page, Predict, GradCam, Gallery, Metrics, Learn, About, Browser, Refusals, Texts):
    code = "vi"
    language = "Tiếng Việt"
    phrases = {
        "children of one to five years, Guangzhou Women and Children's Medical Center": (
            "trẻ em từ một đến năm tuổi, Trung tâm Y tế Phụ nữ và Trẻ em Quảng Châu"
        ),
        # What an argument of the API means
        "JPEG, PNG (8 or 16 bit), WebP, TIFF, BMP or DICOM, up to 64 MiB: a file or its public web address.": (
            "JPEG, PNG (8 hoặc 16 bit), WebP, TIFF, BMP hoặc DICOM, tối đa 64 MiB: một tệp hoặc địa chỉ web công khai "
            "của nó."
        ),
        '"balanced" or "screening" (misses less, more false alarms); left out, the model\'s own.': (
            '"balanced" hoặc "screening" (bỏ sót ít hơn, báo động nhầm nhiều hơn); nếu không nêu thì dùng điểm mặc '
            "định của mô hình."
        ),
        "The label to explain: PNEUMONIA or NORMAL. The map is the same for both.": (
            "Nhãn cần giải thích: PNEUMONIA hoặc NORMAL. Bản đồ giống nhau cho cả hai."
        ),
        "That of the hottest place, 0 to 1.": "Độ đậm của nơi nóng nhất, từ 0 đến 1.",
        "auto (inferno for PNEUMONIA, winter for NORMAL), inferno, winter, viridis, cividis or turbo.": (
            "auto (inferno cho PNEUMONIA, winter cho NORMAL), inferno, winter, viridis, cividis hoặc turbo."
        ),
        "A list of up to 64 uploaded files, none of them a web address.": (
            "Danh sách tối đa 64 tệp đã tải lên, không nhận địa chỉ web."
        ),
        "true adds the probability and the truth of every single validation and test image.": (
            "true thêm xác suất và nhãn thật của từng ảnh kiểm định và kiểm tra."
        ),
        # Where a published result is from
        "A network with 27,000,801 parameters, published in 2025": (
            "Một mạng với 27,000,801 tham số, công bố năm 2025"
        ),
        # How the images of a gallery were chosen
        "Of the test set, at most one image of a patient: for each class 4 right answers drawn at random (seed 42) "
        "from the half that lies furthest from the threshold, and the 3 that lie nearest to it; then up to 4 missed "
        "pneumonias and 4 false alarms, drawn at random.": (
            "Trong tập kiểm tra, mỗi bệnh nhân nhiều nhất một ảnh: với mỗi lớp, 4 câu trả lời đúng được rút ngẫu nhiên "
            "(hạt giống 42) từ nửa nằm xa ngưỡng nhất, và 3 câu trả lời đúng nằm gần ngưỡng nhất; sau đó là tối đa 4 "
            "ca viêm phổi bị bỏ sót và 4 báo động giả, được rút ngẫu nhiên."
        ),
        # What a file has too many of, as it stands in the sentence: words as common as these may stand elsewhere
        " segments;": " đoạn (segment);",
        " scans;": " lượt quét (scan);",
        " chunks;": " khối (chunk);",
        " bytes of pixels, by its header;": " byte điểm ảnh, theo phần đầu của tệp;",
        " values in a tag;": " giá trị trong một thẻ (tag);",
        " bytes in its tags;": " byte trong các thẻ (tag);",
        " tags;": " thẻ (tag);",
        # What a file is that is not read
        "a GIF image": "ảnh GIF",
        "a HEIC or AVIF photo": "ảnh HEIC hoặc AVIF",
        "a JPEG 2000 image": "ảnh JPEG 2000",
        "a TIFF image": "ảnh TIFF",
        "a PDF document": "tài liệu PDF",
        "a ZIP archive": "tệp nén ZIP",
        "an SVG drawing": "hình vẽ SVG",
        "a web page (HTML)": "trang web (HTML)",
    }
    notes = {
        # What to do
        "advise_refused": "Ảnh này không được đánh giá. Hãy dùng phim X-quang ngực thẳng, đúng chiều, không bị cắt.",
        "advise_pneumonia": "Có dấu hiệu viêm phổi. Phải có bác sĩ xác nhận trước khi làm bất cứ điều gì.",
        "advise_pneumonia_unsure": (
            "Có thể có dấu hiệu viêm phổi, nhưng mô hình không chắc chắn. Phải có bác sĩ xác nhận trước khi làm bất cứ "
            "điều gì."
        ),
        "advise_unsure": (
            "Không có dấu hiệu viêm phổi rõ ràng, nhưng mô hình không chắc chắn: hãy nhờ bác sĩ đọc lại phim."
        ),
        "advise_normal": (
            "Không thấy dấu hiệu viêm phổi. Điều đó không loại trừ bệnh: phải dựa vào triệu chứng, "
            "không phải vào trang này."
        ),
        "advise_unfamiliar": "Dù câu trả lời là gì, đừng dựa vào nó: hãy nhờ bác sĩ đọc phim.",
        # Why it was not judged
        "colour": "Đây có vẻ không phải phim X-quang ngực: ảnh này có màu, còn phim X-quang chỉ có sắc xám.",
        "blank": "Đây có vẻ không phải phim X-quang ngực: ảnh gần như trống trơn.",
        "inverted": (
            "Đây có vẻ là phim X-quang ngực bị âm bản (xương tối, khí sáng). Hãy đảo lại sáng tối rồi thử lại."
        ),
        "other": (
            "Ảnh này không giống phim X-quang ngực nào mà mô hình đã học: có thể phim nằm ngang, bị cắt, hoặc ảnh chụp "
            "thứ khác."
        ),
        # What to keep in mind
        "unfamiliar": (
            "Phim này trông khác với những phim mà mô hình đã học{population}. Câu trả lời ở đây không đáng tin cậy."
        ),
        "older": (
            "Tệp ghi rằng bệnh nhân từ {below} tuổi trở lên. Mô hình học từ nhóm người sau: {population}. Câu trả lời "
            "ở đây không đáng tin cậy."
        ),
        "younger": (
            "Tệp ghi rằng bệnh nhân dưới {least} tuổi. Mô hình học từ nhóm người sau: {population}. Câu trả lời ở đây "
            "không đáng tin cậy."
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


TEXTS = Vietnamese()
