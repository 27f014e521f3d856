package mptcp.io.sim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The text form of {@link Aqm}, described there. */
final class AqmText {
    private static final String KINDS = "red, codel, fqcodel, pie, dualpi2, step, none";
    private static final long MS = 1_000_000;
    private static final Aqm.Red RED = new Aqm.Red(5, 15, 0.1, 0.002, false);
    private static final Aqm.CoDel CODEL = new Aqm.CoDel(5 * MS, 100 * MS, false);
    private static final Aqm.FqCoDel FQ_CODEL = new Aqm.FqCoDel(5 * MS, 100 * MS, 1024, 1514, false);
    private static final Aqm.Pie PIE = new Aqm.Pie(15 * MS, false);
    private static final Aqm.DualPi2 DUAL_PI2 = new Aqm.DualPi2(15 * MS);

    private static final Aqm.Step STEP = new Aqm.Step(20, false);

    private final String part;
    private final Map<String, String> values = new LinkedHashMap<>();

    private AqmText(String part, String[] words) {
        this.part = part;
        for (int i = 1; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            values.put(equals < 0 ? words[i] : words[i].substring(0, equals),
                    equals < 0 ? "" : words[i].substring(equals + 1));
        }
    }

    /** @param part as it was written, for messages */
    static Aqm parse(String part, String value) {
        String[] words = value.split(":", -1);
        AqmText text = new AqmText(part, words);
        Aqm aqm = switch (words[0]) {
            case "none" -> Aqm.NONE;
            case "red" -> new Aqm.Red(text.number("min", RED.min()), text.number("max", RED.max()),
                    text.probability("p", RED.probability()), text.probability("weight", RED.weight()), text.ecn());
            case "codel" -> new Aqm.CoDel(text.time("target", CODEL.targetNs()),
                    text.time("interval", CODEL.intervalNs()), text.ecn());
            case "fqcodel" -> new Aqm.FqCoDel(text.time("target", FQ_CODEL.targetNs()),
                    text.time("interval", FQ_CODEL.intervalNs()), (int) text.number("flows", FQ_CODEL.flows()),
                    (int) text.number("quantum", FQ_CODEL.quantum()), text.ecn());
            case "pie" -> new Aqm.Pie(text.time("target", PIE.targetNs()), text.ecn());
            case "dualpi2" -> new Aqm.DualPi2(text.time("target", DUAL_PI2.targetNs()));
            case "step" -> new Aqm.Step((int) text.number("at", STEP.at()), text.ecn());
            default -> throw LinkSpecText.wrong(part, "'" + words[0] + "' is no queue management; possible are "
                    + KINDS);
        };
        if (!text.values.isEmpty()) {
            throw LinkSpecText.wrong(part, words[0] + " has no '" + text.values.keySet().iterator().next() + "'");
        }
        return aqm;
    }

    private double number(String key, double otherwise) {
        String value = values.remove(key);
        try {
            return value == null ? otherwise : Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw LinkSpecText.wrong(part, "'" + key + "' needs a number, not '" + value + "'");
        }
    }

    private long time(String key, long otherwise) {
        String value = values.remove(key);
        return value == null ? otherwise : LinkSpecText.time(part, value);
    }

    private double probability(String key, double otherwise) {
        String value = values.remove(key);
        return value == null ? otherwise : LinkSpecText.probability(part, value);
    }

    private boolean ecn() {
        return values.remove("ecn") != null;
    }

    static String print(Aqm aqm) {
        List<String> words = new ArrayList<>();
        switch (aqm) {
            case Aqm.None _ -> words.add("none");
            case Aqm.Red r -> {
                words.addAll(List.of("red", "min=" + r.min(), "max=" + r.max(),
                        "p=" + LinkSpecText.percent(r.probability()), "weight=" + LinkSpecText.percent(r.weight())));
                ecn(words, r.ecn());
            }
            case Aqm.CoDel c -> {
                words.addAll(List.of("codel", "target=" + LinkSpecText.duration(c.targetNs()),
                        "interval=" + LinkSpecText.duration(c.intervalNs())));
                ecn(words, c.ecn());
            }
            case Aqm.FqCoDel f -> {
                words.addAll(List.of("fqcodel", "target=" + LinkSpecText.duration(f.targetNs()),
                        "interval=" + LinkSpecText.duration(f.intervalNs()), "flows=" + f.flows(),
                        "quantum=" + f.quantum()));
                ecn(words, f.ecn());
            }
            case Aqm.Pie p -> {
                words.addAll(List.of("pie", "target=" + LinkSpecText.duration(p.targetNs())));
                ecn(words, p.ecn());
            }
            case Aqm.Step s -> {
                words.addAll(List.of("step", "at=" + s.at()));
                ecn(words, s.ecn());
            }
            case Aqm.DualPi2 d -> words.addAll(List.of("dualpi2", "target=" + LinkSpecText.duration(d.targetNs())));
        }
        return String.join(":", words);
    }

    private static void ecn(List<String> words, boolean ecn) {
        if (ecn) {
            words.add("ecn");
        }
    }
}
