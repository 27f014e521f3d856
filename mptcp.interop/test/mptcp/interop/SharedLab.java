package mptcp.interop;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import mptcp.lab.Command;
import mptcp.lab.Lab;
import mptcp.lab.LabException;
import mptcp.lab.LabOptions;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The lab of a test class, made before its tests and removed after them; where there can be none, they are skipped. */
final class SharedLab implements BeforeAllCallback, AfterAllCallback {
    private final LabOptions options;
    private Lab lab;

    SharedLab() {
        this(LabOptions.DEFAULT);
    }

    SharedLab(LabOptions options) {
        this.options = options;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        var missing = Lab.unavailable();
        assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
        needs("ss");
        lab = Lab.open(options);
    }

    /** Skips the test where a program is not installed. */
    static void needs(String... programs) {
        for (String program : programs) {
            assumeTrue(Command.exists(program), () -> "needs the program " + program);
        }
    }

    Lab lab() {
        return lab;
    }

    @Override
    public void afterAll(ExtensionContext context) throws LabException {
        if (lab != null) {
            lab.close();
        }
    }
}
