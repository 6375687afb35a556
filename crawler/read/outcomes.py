"""The named ends of reading: a page or file is in exactly one."""

from enum import StrEnum


class ReadOutcome(StrEnum):
    """`text` is the good end; each other one says why there is no text."""

    TEXT = "text"
    NO_TEXT = "no_text"
    ENCRYPTED = "encrypted"
    IMAGE_ONLY = "image_only"
    OCR_UNAVAILABLE = "ocr_unavailable"
    CORRUPT = "corrupt"
    UNSUPPORTED = "unsupported"
    TOO_BIG = "too_big"
    BOMB = "bomb"
    TIMEOUT = "timeout"
    CRASHED = "crashed"
    EMPTY = "empty"
    ATTACHMENT_MISSING = "attachment_missing"


REMEDIES: dict[ReadOutcome, str] = {
    ReadOutcome.NO_TEXT: "Không thấy chữ nào. No text was found; look at the original.",
    ReadOutcome.ENCRYPTED: "Tệp có mật khẩu. The file is encrypted; ask its publisher for an open one.",
    ReadOutcome.IMAGE_ONLY: "Bản quét không nhận ra chữ. The scan holds no readable text; look at the original.",
    ReadOutcome.OCR_UNAVAILABLE: "Thiếu tesseract tiếng Việt. Install tesseract-ocr and tesseract-ocr-vie, then "
    "`canhbao replay`.",
    ReadOutcome.CORRUPT: "Tệp hỏng. The file is damaged; fetch it again or ask its publisher.",
    ReadOutcome.UNSUPPORTED: "Định dạng chưa hỗ trợ. The format is not supported; save it as PDF or DOCX.",
    ReadOutcome.TOO_BIG: "Tệp quá lớn. The file is over the limit (64 MB, 500 pages).",
    ReadOutcome.BOMB: "Tệp nén bất thường. The file unpacks to far more than it should, and was not opened.",
    ReadOutcome.TIMEOUT: "Đọc quá lâu. Reading took too long and was stopped.",
    ReadOutcome.CRASHED: "Bộ đọc dừng đột ngột. The reader died on this file; please report it.",
    ReadOutcome.EMPTY: "Tệp rỗng. The file is empty.",
    ReadOutcome.ATTACHMENT_MISSING: "Trang chỉ dẫn đến một tệp không lấy được. The page says hardly more than where a "
    "file is, and the file could not be had; look at the original.",
}
