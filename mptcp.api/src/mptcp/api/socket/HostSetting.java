package mptcp.api.socket;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One setting of hosts, described: {@link #all} is the table of which configurations, commands, files and pages are made. Settings of
 * policies are described by their factories ({@link mptcp.api.policy.Setting}). Immutable; any thread.
 */
public final class HostSetting {
    /** What a value is written as. */
    public enum Type {
        /** A whole number. */
        NUMBER,
        /** {@code true} or {@code false}; {@code on}, {@code off}, {@code yes} and {@code no} are read, too. */
        FLAG,
        /** A number with a unit of time, {@code 200ms}; a bare one is seconds ({@link mptcp.api.text.Quantity#timeOrSeconds}). */
        TIME,
        /** Bytes, in powers of 1024: {@code 256K} ({@link mptcp.api.text.Quantity#size}). */
        SIZE,
        /** One of {@link #choices}; a name, if there are none. */
        WORD
    }

    /** Whom a change reaches when a stack is reconfigured. */
    public enum Reach {
        /** Nobody: it is what a stack is made with. */
        NEW_HOSTS("new hosts"),
        /** Connections that begin from then on. */
        NEW_CONNECTIONS("new connections"),
        /** Subflows that begin from then on, also of connections that are there. */
        NEW_SUBFLOWS("new subflows, also of live connections"),
        /** What is there. */
        LIVE("live connections, too");

        private final String words;

        Reach(String words) {
            this.words = words;
        }

        /** For people. */
        public String words() {
            return words;
        }
    }

    /** What a value is, besides its name: how it is written, and how it is found in settings. */
    record Form(Type type, String range, List<String> choices, Function<StackSettings, String> text,
            BiConsumer<StackSettings, String> put, Consumer<StackSettings> check, Function<StackSettings, Object> value) {}

    private final String name;
    private final Form form;
    private final Reach reach;
    private final String help;
    private final String defaultText;

    HostSetting(String name, Form form, Reach reach, String help) {
        this.name = name;
        this.form = form;
        this.reach = reach;
        this.help = help;
        defaultText = form.text().apply(new StackSettings("default"));
    }

    /** All of them, those first that others are measured by: a largest buffer before the first limit. */
    public static List<HostSetting> all() {
        return HostSettingTable.ALL;
    }

    /** The one of this name. */
    public static Optional<HostSetting> of(String name) {
        return all().stream().filter(s -> s.name.equals(name)).findFirst();
    }

    /** Such as {@code rto.min}. */
    public String name() {
        return name;
    }

    /** How it is written. */
    public Type type() {
        return form.type();
    }

    /** What it may be, for people, behind "must be". */
    public String range() {
        return form.range();
    }

    /** The words that it may be; empty if it is no matter of words, or if they are known at run time only. */
    public List<String> choices() {
        return form.choices();
    }

    /** Whom a change reaches. */
    public Reach reach() {
        return reach;
    }

    /** What it is for, in a line. */
    public String help() {
        return help;
    }

    /** Its value where nothing is said, as it would be written; empty: none. */
    public String defaultText() {
        return defaultText;
    }

    /** Its value in a configuration, as {@link StackConfig.Builder#set} understands it. */
    public String text(StackConfig config) {
        return form.text().apply(config.settings());
    }

    /** The same for programs: a {@link Boolean}, a {@link Number} (bytes, nanoseconds) or a word. */
    public Object value(StackConfig config) {
        Object value = value(config.settings());
        return value instanceof Boolean || value instanceof Number ? value : text(config);
    }

    Object value(StackSettings settings) {
        return form.value().apply(settings);
    }

    /** @throws IllegalArgumentException that says what it may be, and what the text is */
    void put(StackSettings settings, String text) {
        try {
            form.put().accept(settings, Objects.requireNonNull(text, name).strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + " must be " + range() + ", not '" + text + "'", e);
        }
        form.check().accept(settings);
    }

    /** @throws IllegalArgumentException if what is set is out of range */
    void check(StackSettings settings) {
        form.check().accept(settings);
    }

    @Override
    public String toString() {
        return name + ": " + range() + ", default " + defaultText;
    }
}
