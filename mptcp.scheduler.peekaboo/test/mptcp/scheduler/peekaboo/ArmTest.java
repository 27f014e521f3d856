package mptcp.scheduler.peekaboo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ArmTest {
    /** A = I, b = 0: nothing is expected, and x' x is all uncertainty. */
    @Test
    void beforeAnythingWasSeen() {
        assertEquals(0, new Arm(2, 1).bound(new double[] {3, 4}, 0), 1e-12);
        assertEquals(2.5, new Arm(2, 1).bound(new double[] {3, 4}, 0.5), 1e-12);
    }

    /** x = (1, 2), r = 3: A = (2 2; 2 5), A^-1 = (5 -2; -2 2) / 6, b = (3, 6), theta = (0.5, 1). */
    @Test
    void byTheFormula() {
        Arm arm = new Arm(2, 1);
        arm.saw(new double[] {1, 2}, 3);
        assertEquals(0.5, arm.bound(new double[] {1, 0}, 0), 1e-12);
        assertEquals(1, arm.bound(new double[] {0, 1}, 0), 1e-12);
        assertEquals(1.5 + 2 * Math.sqrt(3 / 6.0), arm.bound(new double[] {1, 1}, 2), 1e-12);
    }

    /** With half the memory. */
    @Test
    void memoryFadesAndTheIdentityDoesNot() {
        Arm arm = new Arm(1, 0.5);
        double[] x = {1};
        arm.saw(x, 4); // A = 0.5 + 1 + 0.5 = 2, b = 4
        assertEquals(2, arm.bound(x, 0), 1e-12);
        arm.saw(x, 0); // A = 1 + 1 + 0.5 = 2.5, b = 2
        assertEquals(0.8, arm.bound(x, 0), 1e-12);
        for (int i = 0; i < 100; i++) {
            arm.saw(x, 1); // A = 3, b = 2
        }
        assertEquals(2 / 3.0, arm.bound(x, 0), 1e-9);
    }

    @Test
    void learnsALinearReward() {
        Arm arm = new Arm(3, 1);
        for (int i = 0; i < 3_000; i++) {
            double[] x = {1, i % 7 / 7.0, i % 11 / 11.0};
            arm.saw(x, 0.2 + 0.5 * x[1] - 0.3 * x[2]);
        }
        assertEquals(0.2 + 0.25 - 0.15, arm.bound(new double[] {1, 0.5, 0.5}, 0), 0.01);
        assertEquals(0.7, arm.bound(new double[] {1, 1, 0}, 0), 0.01);
    }
}
