package mptcp.interop.dialogue;

import java.util.ArrayList;
import java.util.List;

/** What a subject answered and sent in each step of a dialogue. */
record Transcript(List<Step> steps) {
    /** How much two times may differ: some for the machine, and a part. */
    private static final double SLACK_MS = 40;
    private static final double PART = 0.1;

    /** How times are compared: where a machine is busy they say more of the machine than of who is compared. */
    enum Times { COARSE, PASSED_OVER }

    /** @param atMs since the step began */
    record Packet(double atMs, String text) {}

    record Step(String what, String reply, List<Packet> packets) {
        String text() {
            StringBuilder text = new StringBuilder("  ").append(what);
            if (!reply.isEmpty()) {
                text.append("   ").append(reply);
            }
            packets.forEach(p -> text.append(String.format("%n    %6.1f > %s", p.atMs, p.text)));
            return text.toString();
        }
    }

    /** The first step in which they differ, or -1. */
    static int firstDifference(Transcript a, Transcript b, Times times) {
        for (int i = 0; i < a.steps.size(); i++) {
            if (!same(a.steps.get(i), b.steps.get(i), times)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean same(Step a, Step b, Times times) {
        if (!Replies.comparable(a.reply).equals(Replies.comparable(b.reply)) || a.packets.size() != b.packets.size()) {
            return false;
        }
        for (int i = 0; i < a.packets.size(); i++) {
            Packet p = a.packets.get(i);
            Packet q = b.packets.get(i);
            if (!comparable(p.text).equals(comparable(q.text)) || times == Times.COARSE && !atOneTime(p.atMs, q.atMs)) {
                return false;
            }
        }
        return true;
    }

    private static boolean atOneTime(double a, double b) {
        return Math.abs(a - b) <= SLACK_MS + PART * Math.max(a, b);
    }

    /** Windows of SYNs, and whether there is one; how large it is follows from what the kernel's buffers cost it. */
    private static String comparable(String text) {
        if (text.matches("([a-z] )?R.*")) {
            return text.replaceAll(" win \\d+", ""); // the kernel's resets tell one; nobody reads it
        }
        return text.matches("([a-z] )?S.*") ? text : text.replaceAll(" win [1-9]\\d*", " win n");
    }

    /** All steps; what differs is told of both, and what the kernel did marked with |. */
    static String differences(Dialogue dialogue, Transcript kernel, Transcript stack, Times times) {
        List<String> lines = new ArrayList<>();
        lines.add("=== " + dialogue.name());
        for (int i = 0; i < kernel.steps.size(); i++) {
            Step k = kernel.steps.get(i);
            lines.add(k.text());
            if (!same(k, stack.steps.get(i), times)) {
                lines.add(stack.steps.get(i).text().replaceAll("(?m)^", "     *** "));
            }
        }
        return String.join("\n", lines);
    }

    /** Up to a step, and what each did in it. */
    static String difference(Dialogue dialogue, Transcript kernel, Transcript stack, int at) {
        List<String> lines = new ArrayList<>();
        lines.add("=== " + dialogue.name() + ", step " + at);
        for (int i = 0; i < at; i++) {
            lines.add(kernel.steps.get(i).text());
        }
        lines.add("--- kernel");
        lines.add(kernel.steps.get(at).text());
        lines.add("--- stack");
        lines.add(stack.steps.get(at).text());
        return String.join("\n", lines);
    }

    String text() {
        return String.join("\n", steps.stream().map(Step::text).toList());
    }
}
