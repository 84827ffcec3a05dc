package org.steelworks.data.raw;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The raw formats. */
public enum RawFormat {
    /** Decided per file by its content. */
    AUTO("auto"),
    /** Encyclopaedia entries: {@code title, summary, sections:[{title,content}]}. */
    BAIKE("baike"),
    /** Questions: {@code title, answer}. */
    BAIDU_QA("baidu-qa"),
    /** Instructions: {@code instruction, output}. */
    BELLE_INSTRUCTION("belle-instruction"),
    /** Conversations: {@code conversations:[{from,value}]}. */
    BELLE_CONVERSATION("belle-conversation"),
    /** Conversations: {@code category, conversation:[{human,assistant}]}. */
    MOSS("moss"),
    /** Tasks: {@code kind, input, target}. */
    FIREFLY("firefly"),
    /** Tables of questions and answers: {@code INSTRUCTION, RESPONSE, SOURCE, METADATA}. */
    ZHIHU("zhihu"),
    /** One array of articles a file: {@code completion}. */
    WIKI("wiki"),
    /** Pages ({@code content}) and exam questions ({@code q_main} and more), in archives or unpacked. */
    WANJUAN("wanjuan"),
    /** Pages: {@code text}. */
    SKYPILE("skypile"),
    /** Tables of source files: {@code content, max_stars_count}. */
    STARCODER("starcoder"),
    /** Any records with a text in one field, {@code text} or another one. */
    JSONL("jsonl"),
    /** Plain text; documents are separated by blank lines. */
    TXT("txt"),
    /** Plain text; every line is a document. */
    TXT_LINES("txt-lines");

    private final String key;

    RawFormat(String key) {
        this.key = key;
    }

    /** The name on command lines and in reports. */
    public String key() {
        return key;
    }

    /** The names of all formats, with commas between them. */
    public static String keys() {
        return Arrays.stream(values()).map(RawFormat::key).collect(Collectors.joining(", "));
    }

    /**
     * The format of that name.
     *
     * @throws IllegalArgumentException naming the known formats
     */
    public static RawFormat of(String key) {
        return Arrays.stream(values())
                .filter(f -> f.key.equals(key))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("format \"" + key + "\" is not known; known are " + keys()));
    }

    /** What makes texts of the records of a decided format; {@code field} matters to plain records alone. */
    public RawParser parser(ReadingRules rules, TextField field) {
        return switch (this) {
            case BAIKE -> json(new BaikeReader(), rules);
            case BAIDU_QA -> json(new BaiduQaReader(), rules);
            case BELLE_INSTRUCTION -> json(new BelleInstructionReader(), rules);
            case BELLE_CONVERSATION -> json(new BelleConversationReader(rules), rules);
            case MOSS -> json(new MossReader(rules), rules);
            case FIREFLY -> json(new FireflyReader(), rules);
            case ZHIHU -> json(new ZhihuReader(), rules);
            case WIKI -> json(new WikiReader(), rules);
            case WANJUAN -> json(new WanjuanReader(), rules);
            case SKYPILE -> json(new JsonlReader(TextField.TEXT), rules);
            case STARCODER -> json(new StarcoderReader(rules), rules);
            case JSONL -> json(new JsonlReader(field), rules);
            case TXT, TXT_LINES -> new PlainTextParser();
            case AUTO -> throw undecided();
        };
    }

    /** Whether records are texts and no JSON. */
    public boolean isPlainText() {
        return this == TXT || this == TXT_LINES;
    }

    /** The columns of a table that make a record of the format; a table that lacks one has records without that key. */
    public List<String> columns(TextField field) {
        return switch (this) {
            case BAIKE -> List.of("title", "summary", "sections");
            case BAIDU_QA -> List.of("title", "answer");
            case BELLE_INSTRUCTION -> List.of("instruction", "output");
            case BELLE_CONVERSATION -> List.of("conversations");
            case MOSS -> List.of("category", "conversation");
            case FIREFLY -> List.of("kind", "input", "target");
            case ZHIHU -> ZhihuReader.COLUMNS;
            case WIKI -> List.of("completion");
            case WANJUAN ->
                List.of(
                        "content",
                        "q_main",
                        "option_a",
                        "option_b",
                        "option_c",
                        "option_d",
                        "option_e",
                        "std_ans",
                        "answer_detail");
            case SKYPILE -> List.of("text");
            case STARCODER -> StarcoderReader.COLUMNS;
            case JSONL, TXT, TXT_LINES -> List.of(field.column());
            case AUTO -> throw undecided();
        };
    }

    private static RawParser json(RawReader reader, ReadingRules rules) {
        return new RecordParser(reader, rules);
    }

    private static IllegalStateException undecided() {
        return new IllegalStateException("the format is decided before a file is read");
    }
}
