package mptcp.testkit;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import mptcp.testkit.wire.TcpOption;
import mptcp.testkit.wire.TcpOption.MpCapable;
import mptcp.testkit.wire.Wild;

/**
 * An option as text: a name and its fields, numbers made relative. Both what is expected and what came are turned into
 * this and then compared field by field, so that a difference reads as the script does.
 */
record OptionText(String name, List<Field> fields) {
    private static final String ANYTHING = "*";

    /** @param width of a number that has several, empty if it has only one, {@code *} for any */
    record Field(String name, String width, String value) {
        boolean matches(Field actual) {
            return name.equals(actual.name)
                    && (width.equals(ANYTHING) || width.equals(actual.width))
                    && (value.equals(ANYTHING) || value.equals(actual.value));
        }

        @Override
        public String toString() {
            return name.isEmpty() ? value : name + (width.equals(ANYTHING) ? "" : width) + " " + value;
        }
    }

    /** Whether an option that came is as this one, which may have wild fields, says. */
    boolean matches(OptionText actual) {
        return differences(actual).isEmpty();
    }

    /** In words, one per field that differs. */
    List<String> differences(OptionText actual) {
        List<String> out = new ArrayList<>();
        if (!name.equals(actual.name)) {
            out.add("expected " + this + ", was " + actual);
            return out;
        }
        for (Field field : fields) {
            Field other = actual.field(field.name);
            if (other == null) {
                out.add(name + ": expected " + field + ", was absent");
            } else if (!field.matches(other)) {
                out.add(name + ": expected " + field + ", was " + other);
            }
        }
        for (Field field : actual.fields) {
            if (field(field.name) == null) {
                out.add(name + ": expected no " + field.name + ", was " + field);
            }
        }
        return out;
    }

    private Field field(String fieldName) {
        return fields.stream().filter(f -> f.name.equals(fieldName)).findFirst().orElse(null);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(name);
        fields.forEach(field -> text.append(' ').append(field));
        return text.toString();
    }

    static OptionText of(TcpOption option, Scope scope) {
        Builder b = new Builder(scope);
        return switch (option) {
            case TcpOption.Eol() -> b.named("eol");
            case TcpOption.Nop() -> b.named("nop");
            case TcpOption.Mss(long value) -> b.number("", value).named("mss");
            case TcpOption.WindowScale(long shift) -> b.number("", shift).named("wscale");
            case TcpOption.SackPermitted() -> b.named("sackOK");
            case TcpOption.Sack(List<TcpOption.Sack.Block> blocks) -> {
                for (int i = 0; i < blocks.size(); i++) {
                    b.text("", b.ack(blocks.get(i).start()) + ":" + b.ack(blocks.get(i).end()));
                }
                yield b.joined().named("sack");
            }
            case TcpOption.Timestamps(long value, long echo) ->
                b.number("val", value).number("ecr", echo).named("TS");
            case TcpOption.Other(int kind, byte[] body) -> b.bytes("", body).named("option-" + kind);
            case TcpOption.Raw(byte[] bytes) -> b.bytes("", bytes).named("raw");
            case TcpOption.Mptcp mptcp -> mptcp(mptcp, b);
        };
    }

    private static OptionText mptcp(TcpOption.Mptcp option, Builder b) {
        return switch (option) {
            case MpCapable c -> b.number("v", c.version()).capableFlags(c.flags()).hex("key", c.senderKey(), 16)
                    .hex("peer-key", c.receiverKey(), 16).number("dll", c.dataLength()).hex("csum", c.checksum(), 4)
                    .named("mp_capable");
            case TcpOption.JoinSyn j -> b.number("flags", j.flags()).number("id", j.addressId())
                    .hex("token", j.token(), 8).hex("nonce", j.nonce(), 8).named("mp_join");
            case TcpOption.JoinSynAck j -> b.number("flags", j.flags()).number("id", j.addressId())
                    .hex("hmac64", j.hmac(), 16).hex("nonce", j.nonce(), 8).named("mp_join");
            case TcpOption.JoinAck j -> b.number("flags", j.flags()).bytes("hmac160", j.hmac()).named("mp_join");
            case TcpOption.Dss d -> dss(d, b);
            case TcpOption.AddAddr a -> b.number("flags", a.flags()).number("id", a.addressId())
                    .text("addr", a.address() == null ? ANYTHING : a.address().getHostAddress())
                    .number("port", a.port()).hex("hmac", a.hmac(), 16).named("add_addr");
            case TcpOption.RemoveAddr r ->
                b.number("flags", r.flags()).text("ids", r.addressIds().toString()).named("remove_addr");
            case TcpOption.MpPrio p -> b.number("backup", p.flags()).number("id", p.addressId()).named("mp_prio");
            case TcpOption.MpFail f ->
                b.number("flags", f.flags()).dataAck("dsn", f.dsn(), 8).named("mp_fail");
            case TcpOption.FastClose f ->
                b.number("flags", f.flags()).hex("key", f.receiverKey(), 16).named("mp_fastclose");
            case TcpOption.TcpRst r -> b.number("flags", r.flags()).number("reason", r.reason()).named("mp_tcprst");
            case TcpOption.OtherMptcp o -> b.number("flags", o.flags()).bytes("", o.body())
                    .named("mptcp-" + o.subtype());
        };
    }

    private static OptionText dss(TcpOption.Dss d, Builder b) {
        if (d.hasDataAck()) {
            b.dataAck("dack", d.dataAck(), d.dataAckWidth());
        }
        if (d.hasMapping()) {
            b.dsn(d.dsn(), d.dsnWidth()).number("ssn", d.ssn()).number("dll", d.length()).hex("csum", d.checksum(), 4);
        }
        if (d.dataFin() == 1) {
            b.text("F", "1");
        }
        if (d.reserved() != 0) {
            b.hex("reserved", d.reserved(), 2);
        }
        return b.named("dss");
    }

    private static final class Builder {
        private static final String CAPABLE_FLAGS = "HGFEDCBA";

        private final Scope scope;
        private final List<Field> fields = new ArrayList<>();

        Builder(Scope scope) {
            this.scope = scope;
        }

        OptionText named(String name) {
            return new OptionText(name, List.copyOf(fields));
        }

        Builder text(String name, String value) {
            fields.add(new Field(name, "", value));
            return this;
        }

        Builder number(String name, long value) {
            return value == Wild.ABSENT ? this : text(name, value == Wild.ANY ? ANYTHING : Long.toString(value));
        }

        Builder hex(String name, long value, int digits) {
            return value == Wild.ABSENT
                    ? this : text(name, value == Wild.ANY ? ANYTHING : HexFormat.of().toHexDigits(value, digits));
        }

        Builder bytes(String name, byte[] value) {
            return text(name, value == null ? ANYTHING : HexFormat.of().formatHex(value));
        }

        Builder capableFlags(long flags) {
            if (flags == Wild.ANY) {
                return text("flags", ANYTHING);
            }
            StringBuilder letters = new StringBuilder();
            for (int bit = 7; bit >= 0; bit--) {
                if ((flags & 1 << bit) != 0) {
                    letters.append(CAPABLE_FLAGS.charAt(bit));
                }
            }
            return text("flags", letters.isEmpty() ? "-" : letters.toString());
        }

        Builder joined() {
            String all = String.join(" ", fields.stream().map(Field::value).toList());
            fields.clear();
            return text("", all);
        }

        Builder dsn(long value, long width) {
            return dataNumber("dsn", scope.fromStack(), value, width);
        }

        Builder dataAck(String name, long value, long width) {
            return dataNumber(name, !scope.fromStack(), value, width);
        }

        private Builder dataNumber(String name, boolean ofStack, long value, long width) {
            String text = value == Wild.ANY ? ANYTHING
                    : scope.conn().knowsKey(ofStack)
                            ? Long.toString(scope.conn().relativeDsn(ofStack, value, width != 4))
                            : "0x" + Long.toHexString(value);
            fields.add(new Field(name, width == Wild.ANY ? ANYTHING : Long.toString(width), text));
            return this;
        }

        String ack(long number) {
            boolean ofStack = !scope.fromStack();
            if (number == Wild.ANY) {
                return ANYTHING;
            }
            return scope.flow().knowsIsn(ofStack)
                    ? Integer.toString((int) number - scope.flow().isn(ofStack))
                    : "#" + number;
        }
    }
}
