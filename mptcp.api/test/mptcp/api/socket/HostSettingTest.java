package mptcp.api.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import mptcp.api.socket.HostSetting.Type;
import org.junit.jupiter.api.Test;

/** The table of settings: complete, and every description true of what is read and written. */
final class HostSettingTest {
    private static final StackConfig PLAIN = StackConfig.builder("host").build();

    /** Another value than the default. */
    private static String other(HostSetting setting) {
        return switch (setting.type()) {
            case FLAG -> setting.defaultText().equals("true") ? "false" : "true";
            case TIME -> setting.name().equals("spin") ? "7ms" : "7s";
            case SIZE -> "2M";
            case NUMBER -> setting.name().equals("version") ? "0" : setting.name().equals("half.open.joins") ? "9000" : "5";
            case WORD -> setting.choices().isEmpty() ? "report" : setting.choices().getLast();
        };
    }

    private static StackConfig with(HostSetting setting, String text) {
        return PLAIN.toBuilder().set(setting.name(), text).build();
    }

    /** A new field of the settings is to come into the table, or to be no matter of texts: what a program alone can give. */
    @Test
    void everyFieldIsInTheTable() {
        Set<String> without = Set.of("name", "policySettings", "policyClock", "entropy", "payloadFree");
        List<String> fields = Arrays.stream(StackSettings.class.getDeclaredFields())
                .filter(f -> !Modifier.isStatic(f.getModifiers()) && !without.contains(f.getName())).map(Field::getName).toList();
        assertEquals(fields.size(), HostSetting.all().size(), fields + " and " + HostSetting.all());
        // each changes a field of its own
        Set<Set<String>> changed = new HashSet<>();
        for (HostSetting setting : HostSetting.all()) {
            changed.add(fields.stream().filter(name -> differs(name, with(setting, other(setting)))).collect(Collectors.toSet()));
        }
        assertEquals(fields.size(), changed.size(), changed::toString);
        assertFalse(changed.contains(Set.of()), changed::toString);
    }

    private static boolean differs(String field, StackConfig config) {
        try {
            Field f = StackSettings.class.getDeclaredField(field);
            return !f.get(PLAIN.settings()).equals(f.get(config.settings()));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        for (HostSetting setting : HostSetting.all()) {
            StackConfig changed = with(setting, other(setting));
            assertEquals(other(setting), setting.text(changed), setting::name);
            assertNotEquals(PLAIN, changed, setting::name);
            assertEquals(PLAIN, with(setting, setting.defaultText()), setting::name);
            assertEquals(setting.defaultText(), setting.text(PLAIN));
            assertEquals(setting.type() == Type.FLAG, setting.value(changed) instanceof Boolean, setting::name);
        }
    }

    @Test
    void whatIsNoValueIsRefusedWithWhatIsPossible() {
        for (HostSetting setting : HostSetting.all()) {
            if (setting.name().equals("policy.set")) {
                continue; // what sets there are is known to a registry
            }
            for (String wrong : new String[] {"", "what", "-7", "1e3", "99999999999999999999"}) {
                String message = assertThrows(IllegalArgumentException.class, () -> with(setting, wrong),
                        setting.name() + " = " + wrong).getMessage();
                assertEquals(setting.name() + " must be " + setting.range() + ", not '" + wrong + "'", message);
            }
        }
        String message = assertThrows(IllegalArgumentException.class, () -> PLAIN.toBuilder().set("mtu", "5")).getMessage();
        assertTrue(message.startsWith("there is no setting 'mtu'; there are: version, mptcp.versions, checksums"), message);
    }

    @Test
    void theRangeIsThatOfTheBuilder() {
        assertEquals("subflows must be a whole number, 1 to 32, not 33",
                assertThrows(IllegalArgumentException.class, () -> StackConfig.builder("h").maxSubflows(33).build()).getMessage());
        assertEquals("rcvbuf.initial must not be above rcvbuf.max", assertThrows(IllegalArgumentException.class,
                () -> StackConfig.builder("h").receiveBuffer(8192, 4096).build()).getMessage());
    }

    @Test
    void aLowerMaximumLowersTheFirstLimit() {
        StackConfig c = PLAIN.toBuilder().set("rcvbuf.max", "64K").set("sndbuf.max", "8K").build();
        assertEquals(64 << 10, c.initialReceiveBuffer());
        assertEquals(8 << 10, c.initialSendBuffer());
    }

    @Test
    void everyRowIsDescribed() {
        Set<String> names = new HashSet<>();
        for (HostSetting setting : HostSetting.all()) {
            assertTrue(names.add(setting.name()) && setting.name().matches("[a-z]+(\\.[a-z]+)*"), setting::name);
            assertFalse(setting.help().isBlank() || setting.range().isBlank() || setting.help().endsWith("."), setting::name);
        }
    }
}
