package org.steelworks.data.corpus;

import java.nio.charset.StandardCharsets;

/** The blemishes of crawled text, put on clean texts with stated probabilities so that cleaning has something to do. */
final class Dirt {
    private static final String SIMPLIFIED = "苹颜鸟类东国见属于词语选项题颗红黄绿蓝医师园马车飞机轮长桥岭湾银风红岩铁鱼虾钢琴书桌这个们来说时会对从";
    private static final String TRADITIONAL = "蘋顏鳥類東國見屬於詞語選項題顆紅黃綠藍醫師園馬車飛機輪長橋嶺灣銀風紅巖鐵魚蝦鋼琴書桌這個們來說時會對從";

    private Dirt() {}

    /** {@code text} with at most one blemish; about one text in six gets one. */
    static String maybe(String text, CounterRandom random) {
        int draw = random.below(100);
        if (draw < 3) {
            return "<div class=\"content\"><p>" + text + "</p></div>";
        }
        if (draw < 5) {
            return text + "\n&lt;更多内容&gt; &amp; 相关资料请看<b>下面</b>的列表。";
        }
        if (draw < 7) {
            return text + "\n更多内容请看 http://www.example.com/page/" + random.below(1000) + ".html 这个页面。";
        }
        if (draw < 9) {
            return text + "\n如有问题请联系 editor" + random.below(100) + "@example.com 这个邮箱。";
        }
        if (draw < 13) {
            return traditional(text);
        }
        if (draw < 15) {
            return fullWidth(text);
        }
        if (draw < 17) {
            return text + "\n" + mojibake("She said “it’s a café” and left.");
        }
        return text;
    }

    /** A record that no reader accepts, as bytes without the line end; what is wrong depends on {@code kind}. */
    static byte[] brokenRecord(int kind) {
        return switch (kind % 5) {
            case 0 -> "{\"text\": \"这一行在中途被截断了，没有引号也没有括号".getBytes(StandardCharsets.UTF_8);
            case 1 -> "{\"text\": 42}".getBytes(StandardCharsets.UTF_8);
            case 2 -> "{\"text\": [\"一个\", \"列表\"]}".getBytes(StandardCharsets.UTF_8);
            case 3 -> invalidUtf8();
            default -> "not json at all, only a stray line of a log file".getBytes(StandardCharsets.UTF_8);
        };
    }

    /** A text that a filter should drop: too short, repetitive, or symbols. */
    static String worthless(String word, CounterRandom random) {
        return switch (random.below(4)) {
            case 0 -> word;
            case 1 -> (word + "！").repeat(40 + random.below(30));
            case 2 -> ("点击这里看" + word + " ").repeat(30 + random.below(30));
            default -> "★☆★☆ ==== #### $$$$ ^^^^ &&&& **** ~~~~ ++++ ".repeat(8 + random.below(8));
        };
    }

    /** The same story once more with a sentence that a copying site adds. */
    static String nearDuplicate(String text, CounterRandom random) {
        return text + "\n以上内容由第" + random.below(100) + "号网站转载，版权归原来的作者所有。";
    }

    private static byte[] invalidUtf8() {
        byte[] line = "{\"text\": \"GBK: ???? ends here\"}".getBytes(StandardCharsets.UTF_8);
        byte[] gbk = {(byte) 0xC4, (byte) 0xE3, (byte) 0xBA, (byte) 0xC3};
        System.arraycopy(gbk, 0, line, 15, gbk.length);
        return line;
    }

    private static String traditional(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            int at = SIMPLIFIED.indexOf(text.charAt(i));
            out.append(at < 0 ? text.charAt(i) : TRADITIONAL.charAt(at));
        }
        return out.toString();
    }

    private static String fullWidth(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            out.append(c > ' ' && c <= '~' ? (char) (c + 0xFEE0) : c);
        }
        return out.toString();
    }

    private static String mojibake(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return new String(utf8, StandardCharsets.ISO_8859_1);
    }
}
