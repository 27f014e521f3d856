package mptcp.conformance.tcp;

/** A cell of the matrix: a segment that arrives in a state. */
record Arrival(Situation state, Kind kind, Place place, AckNumber ack) {
    /** What the segment carries. */
    enum Kind {
        SYN("S", 0),
        SYN_ACK("S.", 0),
        SYN_FIN("SF", 0),
        ACK(".", 0),
        FIN("F", 0),
        FIN_ACK("F.", 0),
        RST("R", 0),
        RST_ACK("R.", 0),
        DATA(".", 100);

        private final String flags;
        private final int length;

        Kind(String flags, int length) {
            this.flags = flags;
            this.length = length;
        }

        String flags() {
            return flags;
        }

        int length() {
            return length;
        }

        boolean has(char flag) {
            return flags.indexOf(flag) >= 0;
        }

        boolean acks() {
            return has('.');
        }

        int sequenceLength() {
            return length + (has('S') ? 1 : 0) + (has('F') ? 1 : 0);
        }
    }

    /** Where its sequence number lies. */
    enum Place {
        AT_NEXT,
        INSIDE,
        /** The last number in the window. */
        LAST,
        /** The right edge: the first number behind the window. */
        EDGE,
        BEYOND,
        BELOW;

        boolean inWindow() {
            return this == AT_NEXT || this == INSIDE || this == LAST;
        }
    }

    /** What it acknowledges. */
    enum AckNumber {
        NONE,
        /** All that was sent, some of it for the first time. */
        NEW,
        /** SND.UNA. */
        DUPLICATE,
        /** Less than SND.UNA - MAX.SND.WND (RFC 5961 section 5.2). */
        TOO_OLD,
        /** More than SND.NXT. */
        UNSENT
    }

    @Override
    public String toString() {
        return state + " < " + kind + " " + place + (ack == AckNumber.NONE ? "" : " ack " + ack);
    }
}
