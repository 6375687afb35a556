"""Words that give a place its role, as patterns on undotted text (see place_addresses).

A pattern on the words before a place ends in '$', one on the words after it begins with '^'. One role, one section.
"""

import re

from crawler.extract.places.address import TYPE
from crawler.text.unicode import UPPER

# -- offices and papers
ASIDE = re.compile(r"^\W*(?:trong khi đó|mặt khác|còn)?,? ?(?:theo )?(?:ông|bà|luật sư|thạc sĩ|tiến sĩ|trao đổi)\b")
OFFICE = (
    r"\b(?:công an|ca|csgt|cảnh sát(?: giao thông| hình sự| kinh tế)?|ubnd|hđnd|ủy ban nhân dân|hội đồng nhân dân|sở|cục|chi cục|thuế|bhxh|bảo hiểm xã hội|điện lực|pc ?0?\d|pa ?0?\d|"
    r"phòng cảnh sát|phòng giáo dục|cơ quan|cqđt|csđt|bộ chỉ huy|ban chỉ huy|viễn thông|bưu điện|ngân hàng nhà nước|ban chỉ đạo|"
    r"ban tuyên giáo|tỉnh ủy|thành ủy|huyện ủy|mặt trận|(?<!quốc )hội|trung tâm|thành đoàn|tỉnh đoàn|công ty điện lực|cấp nước|bệnh viện|(?:phó )?chủ tịch(?: ubnd)?|đội hiệp sĩ|đồn biên phòng|chính quyền|lãnh đạo|bí thư(?: [a-z]+ ủy)?|phòng gd ?(?:&|và|-)? ?đt|nhnn(?: chi nhánh)?)\b"
)
OFFICE_BEFORE = re.compile(
    OFFICE
    + rf"(?:(?!\b(?:của|tại|ở|trên|nạn nhân|bắt|khởi tố|trình báo|giả danh|mạo danh|cũng|xác định|cho biết|cho rằng|vừa|đã|đang|phối hợp|với)\b)[^.,;:!?\n()]){{0,60}}?(?:{TYPE})?[\s(]*$"
)
BANK_SAYS = re.compile(r"(?:\w*bank|ngân hàng [^.,;:()\n]{2,50})(?: chi nhánh| cn)?(?: tỉnh)? ?\(?$")
OFFICE_NEXT = re.compile(OFFICE + rf"(?: {TYPE})?[\s(]*$")
COURT = re.compile(
    rf"(?:tand|tòa án(?: nhân dân)?(?: \(tand\))?|vksnd|vks|viện ksnd|viện kiểm sát(?: nhân dân)?|tòa)(?: tối cao| cấp cao)?(?: tại)?(?: {TYPE})?\s*$"
)
PUBLISHER = re.compile(
    r"(?:\btheo pháp luật|\bảnh: [^.()\n]{0,20}|báo(?: (?:công an|pháp luật|phụ nữ|người lao động|tuổi trẻ|thanh niên))?|tạp chí|đài pt-?th|"
    rf"đài phát thanh(?: và)? truyền hình|cổng ttđt|cổng thông tin điện tử)(?: {TYPE})?\s*$"
)
BANK_NAMED = re.compile(r"\bsài gòn - $")
"""'Ngân hàng Sài Gòn - Hà Nội' is a name."""
COURT_WORDS = ("tand", "tòa", "vks", "viện")
PUBLISHER_WORDS = ("báo", "tạp chí", "đài", "cổng", "pháp luật", "ảnh:")
"""One of them stands in every match of COURT and of PUBLISHER: cheaper to look for."""
NEWS_OF = re.compile(r"(?:theo|trên|tờ|pv|phóng viên|với|của|trả lời)\s*$")
PUBLISHER_AFTER = re.compile(r"^\s*(?:online|\(?tv\b)")
HEAD_PLACE = re.compile(r"^\s*,\s*ngày(?:\s+\d{1,2})?[\s.…]*tháng")

# -- issuer: an office of the place speaks
SAYS = re.compile(
    r"^[^.!?\n]{0,110}?\b(?:cảnh báo|khuyến cáo|cho biết|cho hay|(?<!nắm bắt )(?<!nhận được )(?<!tiếp nhận )(?<!các )(?<!có )(?<!mọi )(?<!hệ thống )(?<!công nghệ )thông tin(?! (?:cá nhân|tài khoản|khách hàng|liên lạc|trên mạng))(?: về| thêm)?|phát đi|ban hành|ký công văn|có công văn|ra công văn|"
    r"có văn bản|gửi (?:công văn|văn bản|cho các|đến các|tới các)|xác nhận|khẳng định|thừa nhận|cho rằng|bác (?:tin|bỏ|thông tin)|phản hồi|lưu ý|khuyên|nhắc nhở|đưa ra|tuyên truyền|kêu gọi)\b"
)
ACT_WORDS = ("thông báo", "đề nghị", "yêu cầu", "phát hiện", "ghi nhận", "nhấn mạnh")
"""One of them stands in every match of ACTS: cheaper to look for."""
ACTS = re.compile(
    r"^(?:(?!\b(?:bắt|khởi tố|tạm giữ|tạm giam|truy nã|thi hành|bị|kết luận|kiểm tra hành chính)\b)[^.!?\n]){0,110}?\b(?:thông báo|(?:đề nghị|yêu cầu)(?! (?:được )?(?:điều tra|truy tố|giải quyết|khởi tố|(?:công an|cơ quan)\b[^.;\n]{0,40}\b(?:điều tra|xác minh|làm rõ)))|phát hiện(?!,| (?:[^,.;\n]{0,40} )?(?:đang|trốn|lẩn trốn|bắt|thu giữ|giả mạo chữ ký)\b)|ghi nhận|nhấn mạnh)\b"
)
INVESTIGATES = re.compile(
    r"^[^.!?\n]{0,70}?\b(?:điều tra|khởi tố|bắt|tạm giữ|tạm giam|triệt phá|phá|bóc gỡ|triệt xóa|vạch trần|truy nã|truy tìm|xác minh|thụ lý|tiếp nhận|nhận được|"
    r"vào cuộc|làm rõ|thi hành|tống đạt|kết luận|giải cứu|ngăn chặn|ngăn|giúp [^.;\n]{2,40}\bthoát)\b"
)
SOURCE_BEFORE = re.compile(
    r"\b(?:theo|thông tin từ|nguồn tin từ) [^.;\n]{0,90}\((?:[^()\n]{0,12} ?[-–] ?)?$|"
    r"\b(?:theo|(?:thông tin|nguồn tin|tin|tin nhanh) từ|trao đổi với|(?:kết quả |theo )(?:điều tra|xác minh|báo cáo|thông báo|kết luận)[^.;:()\n]{0,30} của)\s+(?:[^.,;\n]{0,30})?$|"
    r"\btheo (?:(?:thiếu|trung|thượng|đại) (?:tá|úy|tướng)|ông|bà|lãnh đạo|đại diện|chỉ huy)\b[^.;\n]{0,60}\b(?:trưởng|phó|giám đốc)\b(?:(?!\b(?:công an|đã|do|nên|về)\b)[^.;\n]){0,110}$"
)
# '..., theo Thuế A.': the source, set behind what it says, though the sentence began with a pretence.
CITED_BEHIND = re.compile(r",\s*theo (?:thông tin (?:từ|của) )?$")
ENDS = re.compile(r"^\s*(?:[.;!?\n]|$)")
ASKED = re.compile(
    r"(?:liên hệ|báo\s*$|báo (?:cho|ngay|với|tin|lên|đến)|trình báo|gửi|phối hợp(?: với)?|đến|kính gửi|đề nghị|yêu cầu|bàn giao (?:cho|về)|"
    r"chỉ đạo(?: ngay)?|di l[ýí] (?:sang|về)|kéo (?:lên|đến)|cùng nhau lên|định giá(?: tài sản)? của|kiểm tra của)[^.,;]{0,40}$|"
    r"\bliên hệ (?:với|ngay|trực tiếp)[^.;\n]{0,110}$|\b(?:cán bộ|nhân viên|nguyên [^.,;\n]{0,24}|fanpage(?: của)?) $"
)

# 'Hà Nội cảnh báo lừa đảo du học': the province speaks.
PROVINCE_WARNS = re.compile(
    r"^\s*(?:tiếp tục |lại |ra |phát (?:đi )?|đưa ra )?(?:(?:thông tin )?cảnh báo|khuyến cáo|thông báo|lên tiếng|ra công văn|ban hành|chỉ đạo|yêu cầu)\b"
)
UNIT_WARNS = re.compile(
    r"^\s*(?:vừa |đã |tiếp tục |lại |phát (?:đi )?|đưa ra |thông tin )*(?:cảnh báo|khuyến cáo)\b(?! của)"
)
WHEN = re.compile(r"^\W*(?:(?:mới đây|trước đó|sáng|trưa|chiều|tối|ngày|hôm)\b[^,;\n]{0,40}, ?)?$")
"""Nothing but a time before the one that speaks ('Chiều 5-3, phường A cảnh báo')."""
# 'một phường trung tâm của A phát cảnh báo', 'Trường B (phường C, D) cảnh báo': a body of the place without its name, or a
# school with its address. Only a warning counts: what else a school says is no advice to the public.
UNNAMED_BODY = re.compile(
    r"\b(?:một|một số|nhiều|các|hàng loạt) (?:phường|xã|quận|huyện|trường|bệnh viện|sở|đơn vị|giám đốc sở|lãnh đạo)\b[^.;:()\n]{0,40} (?:của|ở|tại) $|"
    r"\b(?:trường|bệnh viện|học viện|nhà trường)\b[^.,;:()\n]{2,60} \($"
)
WARNS = re.compile(r"^[^.!?\n]{0,60}?\b(?:cảnh báo|khuyến cáo|phát (?:đi )?thông báo)\b(?! của)")

SCAMMERS = re.compile(
    r"\b(?:đối tượng|chúng|bọn|nhóm|đường dây|băng|kẻ|ổ|trùm|tội phạm|trung tâm lừa đảo|khu (?:phức hợp )?lừa đảo|khu phức hợp|hacker|tên)\b"
)

# -- affected: named as the place where it is going on
_THERE = rf"(?: (?:{TYPE}|các|hai|ba|bốn|\d+|địa bàn|một số (?:tỉnh|huyện|xã|địa phương)(?: như)?|như))*[\s:]*$"
AFFECTED_PEOPLE = re.compile(
    r"(?:địa phương như|tỉnh(?:,)? thành(?: phố)? như|tỉnh như|nơi như|lan sang|(?<!một )người dân(?: sống)?(?: tại| ở| của)?|nhân dân|"
    r"hộ (?:kinh doanh|dân)(?: tại| ở)?|(?<!một )(?<!nam )(?<!nữ )(?<!người )(?<!nhóm )(?:khách hàng|người nộp thuế|sinh viên|học sinh|thanh niên|"
    r"nhà hàng|cửa hàng|cơ sở kinh doanh|nạn nhân|người cao tuổi|phụ nữ|du khách|người lao động|người tiêu dùng)(?: tại| ở)|doanh nghiệp(?: tại| ở)?|phụ huynh(?: tại| ở)?|bà con|cư dân|"
    r"nhắm (?:vào|đến|tới) [^.;\n]{0,30}(?:học sinh|sinh viên|phụ huynh|giáo viên|người dân|du khách|người cao tuổi|khách hàng|doanh nghiệp))"
    + _THERE
)
AFFECTED_AREA = re.compile(
    r"(?:(?:trên|tại|ở|khắp) địa bàn|(?:xảy ra|xuất hiện|diễn ra|phản ánh|ghi nhận|rộ lên|nở rộ|tái diễn|hoành hành)(?: nhiều)? (?:tại|ở|trên))"
    + _THERE
)
# 'các doanh nghiệp đang hoạt động trên địa bàn A', 'đi tuần tra trên địa bàn B': who works there, not what goes on.
WORKING_AREA = re.compile(
    rf"\b(?:hoạt động|đóng|tuần tra|công tác|hành nghề|quan hệ tín dụng [^.,;\n]{{0,24}})\s+(?:trên|tại|ở|khắp) địa bàn{_THERE}"
)
# 'lừa được 10 nạn nhân ở A'
VICTIMS_COUNTED = re.compile(
    rf"\bbị hại(?: không chỉ| còn)? (?:tại|ở)(?: nhiều tỉnh[^.,;:\n]{{0,20}} như:?)?(?: {TYPE})?\s*$|"
    r"\b(?:lừa|chiếm đoạt|bẫy)\b[^.,;\n]{0,40}\b(?:\d+|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười) (?:người|nạn nhân|bị hại|chị em|phụ nữ)[^.,;\n]{0,12} (?:tại|ở)\s*$|"
    r"\b(?:lừa|chiếm đoạt)\b[^.;\n]{0,50}\bcủa (?:nhiều |những |các |hàng (?:chục|trăm) |một )?(?:người|phụ nữ|nạn nhân|khách hàng|hộ dân)\b[^.,;\n]{0,20} (?:tại|ở)\s*$"
)
ONE = re.compile(r"\bvụ án\b[^.;\n]{2,80}$|\b(?:một|1) (?!số\b|loạt\b)[^.,;\n]{2,40}$")
# 'một số trường tiểu học ở A', 'nhiều tiệm vàng tại B'
MANY_THERE = re.compile(
    r"\b(?:nhiều|một số|hàng loạt|không ít|hàng trăm|hàng chục|nhiều người|những)\s(?!(?:đối tượng|bị can|bị cáo|nghi phạm|kẻ|tên|cơ quan|đơn vị|"
    r"lực lượng|sở|ban|phòng|chi nhánh|tài khoản|lần|vụ án|cán bộ|chiến sĩ|trinh sát|luật sư|công ty)\b)"
    rf"(?:(?!\b(?:tại|ở|trên|đến|về|bị|của)\b)[^.,;:()\n]){{2,40}}\s(?:tại|ở|trên)(?: {TYPE})*\s*$"
)
SUBJECT_AFFECTED = re.compile(
    r"^\s*(?:cũng |đã |vừa |liên tiếp )?(?:ghi nhận|xảy ra|xuất hiện|có (?:nhiều|hàng loạt|hàng chục|một số|\d+|hai|ba) [^.,;\n]{0,20}(?:vụ|nạn nhân|người (?:dân )?bị|bị))"
)
TITLE_HEAD = re.compile(r"^\s*:\s")

CRIME_HEADLINE = re.compile(
    r"^\s*:\s(?:đã )?(?:khởi tố|bắt|truy nã|truy tố|xét xử|tuyên|triệt|tạm giữ|tạm giam|phá|đề nghị truy tố|điều tra|truy tìm|tìm bị hại|xác minh|làm rõ|vây bắt|tóm|phạt)"
)
ARRESTED = re.compile(r"\b(?:bắt giữ|bắt tạm giam|khởi tố|tạm giữ|bị can|bị cáo|truy nã|tuyên phạt)\b")

# -- people and where they live
VICTIM = re.compile(
    r"\b(?:anh|chị|ông|bà|em|cụ|cô|chú|cháu|bác|nạn nhân|bị hại|người dân|một người|phụ nữ|sinh viên|phụ huynh|khách hàng|thanh niên|nam sinh|nữ sinh|"
    r"tài xế|tiểu thương|chủ (?:shop|quán|cửa hàng|tiệm))\b"
)
SUSPECT = re.compile(
    r"tuyên phạt|xét xử|đối tượng|bị can|bị cáo|nghi phạm|nghi can|kẻ lừa đảo|bắt giữ|bắt tạm giam|khởi tố|tạm giữ|truy nã|sinh năm|sn \d{4}|\(\d{4}|"
    r"(?<!phụ nữ )(?<!đàn ông )(?<!người )(?<!nạn nhân )(?<!bị hại )\btên\b(?! (?:[a-zđ]_|miền|gọi|là|tuổi))|cầm đầu|phạm nhân|thủ phạm|tác giả vụ|đồng bọn|"
    r"cùng (?:trú|ngụ|quê|hktt)|siêu lừa|nữ quái|chủ hụi|\bkhai\b"
)
BORN = re.compile(r"sn |\(|sinh năm")
ACCUSED = re.compile(
    r"\b(?:khởi tố|bắt|tạm giữ|tạm giam|truy tố|tuyên phạt|xét xử|(?:khởi tố|truy tố|xét xử) [^.;]{0,80}đối với|(?<!tài sản )đối với|bị cáo|bị can|truy nã)\b[^.;]{0,20}$"
)
LIVES = re.compile(
    r"\b(?:trú|ngụ|cùng ở|đều ở|cư trú|thường trú|tạm trú|quê|quê gốc|nguyên quán|hktt|hộ khẩu|nhà ở|ở nhờ(?: nhà| gia đình)?[^.;,()\n]{0,20}|ở trọ|thuê trọ|tá túc|sinh sống|sống|đến từ|chỗ ở|quốc tịch)"
    r"(?: (?:tại|ở|quán|gốc|cùng|đều|hiện|số|khu|tổ|thôn|ấp|khối|bản|xóm)\b|[:,]|\s[\d/-]{1,6}){0,4}[\s:]*$|"
    r"(?:\bsn ?|sinh năm |\()\d{4}\)?,? (?:ở|tại)\s*$|\btuổi,? ở\s*$|"
    r"\bở nhà\b[^.;()\n]{0,30}(?:tại|ở|trên)?\s*$"
)
# 'Võ Hồng D. (SN 1996, A)': the age stands for the word for living there.
AGED = re.compile(r"\((?:[^()\n]{0,30}, ?)?(?:(?:sn|sinh năm) ?\d{4}|\d\d tuổi)[,;–-]+ ?$")
# 'Anh Đạt, một nhà đầu tư tại A': who one is, set behind the name.
APPOSED = re.compile(
    r"\b(?:anh|chị|ông|bà|cụ|cô) [^.,;()\n]{1,30}, (?:là )?(?:một |chủ |nhà |người |khách hàng |phụ huynh )(?:(?!\b(?:tại|ở|đã|bị|đến)\b)[^.,;()\n]){0,40} (?:tại|ở)\s*$"
)
# 'quê A, tạm trú B': B is where the suspect works from.
STAYS = re.compile(
    r"\b(?:quê|quốc tịch|hktt|thường trú|trú)\b[^();\n]{0,80}\b(?:tạm trú|chỗ ở hiện nay)(?: (?:tại|ở))?[\s:]*$"
)
# 'lừa tiền tỉ của một phụ nữ A', 'nhiều nữ giáo viên B bị dọa': nothing stands between who it is and where from.
OF_PLACE = re.compile(
    r"\b(?:phụ nữ|cô gái|thiếu nữ|nữ sinh|nam sinh|sinh viên|giáo viên|người đàn ông|nông dân|doanh nhân|cụ bà|cụ ông|tiểu thương|ngư dân|du khách) $"
)
LOST_BY = re.compile(r"\b(?:của|lừa|bẫy|chiếm đoạt)\b(?: [^\W\d]+){1,4} $")
DEPOSITED = re.compile(r"\b(?:rút|chiếm đoạt|mất|bốc hơi)\b[^.;\n]{0,110}\b(?:tiết kiệm|gửi)\b[^.;\n]{0,60}$")
IS_FROM = re.compile(
    r"\b(?:ở|người|đến từ)(?: (?:tại|ở))?\s*$|\b(?:phụ nữ|đàn ông|cụ bà|cụ ông|nữ sinh|nam sinh|thiếu nữ) tại\s*$"
)
PERSON = re.compile(
    r"\b(?:9x|8x|cô gái|anh|chị|ông|bà|em|cụ|cô|chú|cháu|bác|nạn nhân|bị hại|người|phụ nữ|đàn ông|thanh niên|sinh viên|học sinh|phụ huynh|khách hàng|vợ chồng|nam sinh|nữ sinh|"
    r"tài xế|tiểu thương|gia đình|đối tượng|nghi phạm|nghi can|bị can|bị cáo|kẻ|gã|nữ quái|chủ hụi|giám đốc|cán bộ|chủ (?:shop|quán|cửa hàng|tiệm))\b"
)
# What stands between a person and 'ở' when the person is there, or something else is: 'bà Phan đến ngân hàng ở A'.
NOT_HOME = re.compile(
    r"\b(?:đến|tới|vào|ra|tại|gặp|chuyển|mua|bán|thuê|lừa|rút|gửi|nộp|nhận|đi|xem|mở|rình|đất|căn hộ|ngân hàng|công ty|chi nhánh|cửa hàng|quán|"
    r"trường|bệnh viện|chợ|dự án|đầu tư|cướp|trộm|vay|giao|hẹn|tham gia|khách sạn|chung cư|lô|thửa|vụ|bị bắt)\b"
)
# 'quen với Chế Minh T (39 tuổi, ngụ A': a full name without a title is a suspect's.
FULL_NAME = re.compile(rf"(?:(?<!\w)[{UPPER}]\w+ ){{3,5}}\($")
IN_BRACKET = re.compile(r"\((?:[^()\n]{0,45}[,;]\s*|\s*)?$")
# 'bà T. (xã A, huyện B)', 'một phụ huynh (Gò Vấp, TP.HCM)': where the one before the bracket lives.
OWNER = re.compile(
    r"\b(?:anh|chị|ông|bà|em|cụ|cô|chú|cháu|bác|nạn nhân|bị hại|phụ huynh|khách hàng|người (?:phụ nữ|đàn ông|dân)|phụ nữ|sinh viên|học sinh|chủ (?:shop|quán|cửa hàng))\b"
    r"(?:(?!\b(?:trại|công ty|trường|bệnh viện|chợ|dự án|quán|chi nhánh|đường|phố|công an|ubnd|đến|tới|tại|vào|ở|từ|ngân hàng|bến xe|cửa hàng|siêu thị|khách sạn|nhà nghỉ|nhà hàng|tòa nhà)\b)[^.;()\n]){0,45}$"
)
AFTER_VICTIM = re.compile(
    r"^[\s,]*(?:(?:đã|vừa|cũng|nhận|suýt|còn|thì|là|và gia đình)\s)*(?:bị (?!bắt(?! cóc)|khởi tố|tạm gi(?:ữ|am)|can|cáo|truy|tuyên|công an|cơ quan|tand|phạt|cáo buộc)|"
    r"mất\b|chuyển\b|trình báo|tố cáo|tố giác|cho biết|kể|cho hay|phản ánh|nhận được|có đơn|gửi đơn|đến (?:cơ quan|công an|trình báo)|"
    r"về (?:việc|hành vi) bị|về việc (?:chị|anh|ông|bà)|bức xúc|là nạn nhân|tin (?:lời|tưởng)|tưởng)"
)
AFTER_SUSPECT = re.compile(
    r"^[\s,]*(?:(?:đã|vừa|lại|vẫn|cũng|chuyên|để|cùng|rồi|cùng đồng bọn)\s)*(?:về (?:tội|cùng tội|hành vi(?! bị))|để (?:điều tra|làm rõ)|điều tra (?:về )?hành vi|"
    r"lừa|chiếm đoạt|giả danh|mạo danh|tự xưng|giả làm|nổ\b|khai|lĩnh|lãnh|bị (?:bắt(?! cóc)|khởi tố|tạm gi(?:ữ|am)|truy|tuyên|can|cáo buộc|công an|cơ quan|tand|phạt)|"
    r"nhận (?:mức )?(?:án|\d+ (?:năm|tháng) tù)|\d+ (?:năm|tháng) tù|có hành vi|cầm đầu)"
)

# 'sang nhượng cho bà M. (trú tại A) chiếm đoạt 5 tỷ đồng': from whom it was taken.
TAKEN_FROM = re.compile(r"\b(?:cho|của|với|đối với|lừa|gặp)\s*$")
TAKES_THEN = re.compile(r"^[\s,]*(?:(?:để|rồi|nhằm) )*(?:lừa|chiếm đoạt)")
# Of one who comes from there ('một cô giáo ở A'), the verb further on tells: the one who loses, or the one who takes.
LOSES = re.compile(
    r"\bbị (?!bắt(?! cóc)|khởi tố|tạm gi(?:ữ|am)|truy|tuyên|cáo buộc|công an|phạt)|\b(?:mất|sập bẫy|suýt|chuyển (?:tiền|khoản)|tin lời|mang \S+ \S+ vàng)\b"
)
TAKES = re.compile(
    r"\b(?:lừa|chiếm đoạt|giả danh|giả làm|giả mạo|mạo danh|tự xưng|bị (?:bắt(?! cóc)|khởi tố|tạm gi(?:ữ|am)|truy|tuyên|cáo buộc|công an|phạt))\b"
)

# 'chị M., kinh doanh giày dép tại A': where a victim works is where the victim is; of others it says nothing.
WORKS = re.compile(
    r"\b(?:kinh doanh|buôn bán|bán hàng|làm việc|làm thuê|công tác(?! trinh sát)|nhân viên|giáo viên|công nhân|chủ(?! dự án| mưu| tịch| trì)|tiểu thương|cán bộ|giám đốc|hiệu trưởng|kế toán|"
    r"trưởng phòng)\b[^.,;()\n]{0,90} (?:tại|ở)\s*$"
)
LURED = re.compile(r"\b(?:lừa|lừa đảo|chiếm đoạt của|cướp của)\s*$")
BANK = re.compile(r"\b(?:lừa|chiếm đoạt|mất|bốc hơi|rút)\b[^.;\n]{0,90}\w*bank(?: chi nhánh| cn| pgd)?\s*$")

# -- where a deed happened, and where nothing did
SITE = re.compile(
    r"\b(?:tại|ở|(?<!liên quan )(?:đến|tới)|quanh|trên(?= *$)|trước cổng|chi nhánh|phòng giao dịch|nhà nghỉ|khách sạn)(?: [^.,;\n]{0,40})?[\s(]*$"
)
HERE = re.compile(
    rf"\b(?:tại|ở|trên)(?: (?:{TYPE}|khu vực|vùng|vùng ven|các|một số|nhiều|hai|ba|\d+|phía|miền|trung tâm|nam|bắc|đông|tây))*[\s(]*$"
)
EVENT_NEXT = re.compile(
    r"^[^.;\n]{0,90}\b(?:tổ chức|hội thảo|hội nghị|họp|khai mạc|tọa đàm|tập huấn|ký kết|lễ|kỳ họp|phát động)\b"
)
_TITLE = r"\b(?:anh|chị|ông|bà|em|cụ|cô|chú|bác|nạn nhân|bị hại)\b"
PERSON_TITLE = re.compile(_TITLE)
TITLE_BEFORE = re.compile(_TITLE + r"(?: là| tên)?(?: (?:anh|chị|ông|bà))? ?$")
WENT = re.compile(
    r"\b(?:đến|tới|ra|vào|hẹn|gặp|rình|tìm đến)\b[^.;()\n]{0,60}(?:ngân hàng|phòng giao dịch|chi nhánh|cửa hàng|quán|tiệm|siêu thị|khách sạn|nhà nghỉ|shop|"
    r"bưu điện|atm|chợ|bến xe|địa điểm|nhà|trường|công ty|văn phòng)[^.;\n]{0,40}$"
)
ARREST = re.compile(
    r"\b(?:bắt(?: giữ| gọn| được)?|tạm giữ|truy bắt|trốn|lẩn trốn|bỏ trốn|ẩn náu)\b[^.;\n]{0,60}(?:tại|trên|ở|về|đến|sang|ra|vào)(?: địa bàn)?(?: [^.,;\n]{0,12})?$"
)
# 'bắt giữ được ông A và B tại C', 'khi đang có mặt tại một nhà nghỉ trên địa bàn D': found there, done elsewhere.
CAUGHT = re.compile(
    r"\b(?:bị bắt|bắt giữ|bắt được|bắt quả tang|tóm gọn|phát hiện (?!nhiều|có|thủ đoạn|tình trạng)[^.,;\n]{0,40}\bxuất hiện|có mặt|lẩn trốn)\b(?:(?!\b(?:lừa|chiếm đoạt|trú|ngụ|quê)\b)[^.;\n(]){0,70}"
    r"\b(?:tại|ở|trên)\b[^.;\n]{0,40}$"
)
# 'vụ tai nạn ở A': no deed of anybody.
ACCIDENT = re.compile(
    r"\b(?:tai nạn|vụ cháy|vụ nổ|trận (?:lũ|bão|động đất)|thiên tai|bão lũ)\b[^.,;:()\n]{0,40}\b(?:ở|tại|trên địa bàn)\b[^.,;:()\n]{0,14}$"
)
ORGANISATION = re.compile(
    r"\b(?:đại học|đh|cao đẳng|trường|học viện|bệnh viện|hiệp hội|liên đoàn|trung tâm truyền hình|đài truyền hình|viện|sở giao dịch|sân bay|nhà ga|tòa soạn|đoàn luật sư|trại (?:tạm )?giam|nhà tạm giữ)\b[^.,;()\n]{0,30}$"
)
ELSEWHERE = re.compile(
    r"\b(?:hội nghị|lễ|họp|họp báo|diễn đàn|trụ sở|đang học|theo học|du học|đi học|trận|bắt giữ|bắt|khởi tố|xét xử|phiên tòa|khám xét|chỗ ở|nơi ở|lang thang|cầm cố|đi cầm|"
    r"lẩn trốn|bỏ trốn|ẩn náu|thực hiện (?:các )?dự án|nhà máy|công trình|chi nhánh|công tác|nguyên|cựu|ở tù|trại giam|thụ án|chấp hành án|di lý|di lí|áp giải|dẫn giải|tham quan|du lịch|kê biên|thu giữ|bất động sản|xây|xây dựng|khai thác)\b(?:(?!\b(?:lừa|chiếm đoạt)\b)[^.;\n]){0,60}$"
)
BUILT = re.compile(r"\b(?:thực hiện|đầu tư|xây dựng|khởi công|nhà máy|thi công|quy hoạch)\b[^.;\n]{0,60}$")
# Where an embassy or head office stands, or an account is kept, says nothing of where people are deceived.
SEAT = re.compile(
    r"(?:(?:đại sứ quán|tổng lãnh sự quán|hội sở|văn phòng|phóng viên|pv)[^.,;\n]{0,40} (?:tại|ở)|trụ sở(?: chính)?(?: đặt)? (?:tại|ở)|địa chỉ(?: tại)?:?|"
    r"tài khoản(?:(?!\b(?:atm|thẻ|trú|ngụ|quê)\b)[^;()\n]){0,90}(?:tại|ở|ngân hàng|chi nhánh|\bcn\b|\bpgd\b)[^.,;()\n]{0,25}|(?:giấy chứng nhận|sổ đỏ|sổ hồng)[^.;()\n]{0,60}(?:tại|ở))\s*$"
)
PARTICULAR = re.compile(
    r"\b(?:(?:ngày|hôm|đêm|sáng|chiều|trưa|tối|lúc|khoảng|tháng) \d|\d+ ?h\d*\b|\d+ giờ|hôm (?:qua|nay|trước)|(?:anh|chị|ông|bà|em|cụ|cô) [a-zđ]_)"
)
GENERAL = re.compile(
    r"\b(?:nhiều|một số|hàng loạt|hàng chục|hàng trăm|liên tiếp|thường|nở rộ|xuất hiện|gần đây|thời gian qua|người dân|rầm rộ|tràn lan)\b"
)

# What goes on in general ('Tại A, đối tượng ...', 'làm giả sổ đỏ ở B'), and one deed.
GOING_ON = re.compile(
    r"\b(?:đối tượng|kẻ (?:gian|xấu|lạ|lừa đảo)|chiêu|thủ đoạn|lừa|bị (?:lừa|giả danh|mạo danh|mất)|mất (?:cọc|tiền)|giả danh|mạo danh|làm giả|xuất hiện|nổi lên|"
    r"ghi nhận|người dân|hiện tượng|tình trạng|nhiều (?:vụ|người|hộ|quán|khách))\b"
)
# '85 người Trung Quốc thuê khách sạn lập ổ lừa đảo ở A': they sit there; whom they deceive is elsewhere.
FOREIGN_BASE = re.compile(
    r"(?<!bị )(?<!bởi )\b(?:nhóm|ổ nhóm|\d+|hàng (?:chục|trăm)|nhiều(?: nhóm)?|các|những|tên)(?: đối tượng| nghi phạm| công dân)? (?:người|quốc tịch)? ?"
    r"(?:trung quốc|hàn quốc|đài loan|nhật bản|nigeria|nước ngoài|malaysia|thái lan|ấn độ)\b(?! (?:bị lừa|sập bẫy|mất))[^.;\n]{0,90}"
    r"\b(?:lập|thuê|dựng|vận hành|điều hành|hoạt động|lưu trú|chuẩn bị)\b"
)
DEED = re.compile(
    r"\b(?:(?:đã |hành vi )(?:\w+ ){0,2}?(?:cướp|trộm|lừa|chiếm đoạt|bán|hoàn thuế|rút)|cướp tài sản|trộm cắp|sàm sỡ|gây án)\b"
)

# 'lô đất ở A', 'dự án ... (phường B)', 'quán phở Hòa (phường 8': the thing that was sold, or where it was paid.
PROPERTY = re.compile(
    r"\b(?:khu đất|lô đất|thửa đất|mảnh đất|đất nền|khu dân cư|dự án|căn hộ|căn nhà|chung cư|máy atm|cây atm|mặt bằng)\b[^.,;:\n]{0,60}(?:tại|ở|thuộc|trên|mặt tiền|gần|\()\s*$|"
    r"\b(?:khu đất|lô đất|thửa(?: đất)?|căn hộ|căn nhà)\b[^.;:\n]{0,90}\([^()\n]{0,20}$|"
    r"\b(?:dự án|khu dân cư|khu đô thị)\b[^.,;:()\n]{3,40}, $"
)
PLACE_NAMED = re.compile(
    r"\b(?:quán|cửa hàng|tiệm|shop|siêu thị|nhà hàng|khách sạn|nhà nghỉ|chợ|bến xe|bệnh viện|ngân hàng|phòng giao dịch|công viên|trung tâm thương mại|đường|phố|quốc lộ)\b[^.,;:()\n]{0,40}\($"
)
ACTOR_NEXT = re.compile(
    rf"^, (?!Công|Sở|Cục|Ngân|Cơ|Viện|Tòa|Bộ|Ban|Hội|Cảnh|Trung|Trường|Chi|Phòng|Đội|Báo|Theo|UBND)[{UPPER}]\w+ [a-zđà-ỹ]"
)

TITLED_NEXT = re.compile(rf"^, (?:anh|chị|ông|bà|em|cụ|cô|chú|bác|vợ chồng) [{UPPER}]")
LIST_GAP = re.compile(rf"^[\s,;]*(?:và|hoặc|cùng|,|;|-|–|{TYPE}|các|\s)*$")
