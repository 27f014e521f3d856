package mptcp.policy.support;

import java.util.Map;

/** Reads settings of policies, with errors that name the setting, what it may be, and what it is. Stateless. */
public final class Settings {
    private Settings() {}

    /** @throws IllegalArgumentException if the setting is there and not a whole number from min to max */
    public static int integer(Map<String, String> settings, String name, int otherwise, int min, int max) {
        String value = settings.get(name);
        if (value == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(value.strip());
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below, with the bounds
        }
        throw wrong(name, "a whole number from " + min + " to " + max, value);
    }

    /** @throws IllegalArgumentException if the setting is there and not a number from min to max */
    public static double decimal(Map<String, String> settings, String name, double otherwise, double min, double max) {
        String value = settings.get(name);
        if (value == null) {
            return otherwise;
        }
        try {
            double number = Double.parseDouble(value.strip());
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below, with the bounds
        }
        throw wrong(name, "a number from " + min + " to " + max, value);
    }

    private static IllegalArgumentException wrong(String name, String legal, String value) {
        return new IllegalArgumentException(name + " must be " + legal + ", not '" + value + "'");
    }
}
