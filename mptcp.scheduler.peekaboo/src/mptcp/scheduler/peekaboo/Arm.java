package mptcp.scheduler.peekaboo;

/**
 * One action of a contextual bandit with a linear model: LinUCB (Li, Chu, Langford, Schapire, WWW 2010), whose memory fades as
 * in D-LinUCB (Russac, Vernade, Cappé, NeurIPS 2019). A is the identity and the sum of x x', b the sum of r x over what was
 * seen in contexts x with rewards r; the expected reward in a context is x' A^-1 b, and its uncertainty sqrt(x' A^-1 x).
 * Loop thread; allocates nothing after construction.
 */
final class Arm {
    private final int size;
    private final double keep;
    private final double[][] a;
    private final double[] b;
    /** Scratch: A = factor factor', and the solution of A z = x. */
    private final double[][] factor;
    private final double[] z;

    /** @param keep what is left of the weight of what was seen when something is seen, 0 to 1 */
    Arm(int size, double keep) {
        this.size = size;
        this.keep = keep;
        a = new double[size][size];
        b = new double[size];
        factor = new double[size][size];
        z = new double[size];
        for (int i = 0; i < size; i++) {
            a[i][i] = 1;
        }
    }

    /** The action brought this reward in this context. */
    void saw(double[] x, double reward) {
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                a[i][j] = keep * a[i][j] + x[i] * x[j];
            }
            a[i][i] += 1 - keep; // the identity does not fade
            b[i] = keep * b[i] + reward * x[i];
        }
    }

    /** The upper bound of the expected reward in this context: so many times its uncertainty above it. */
    double bound(double[] x, double confidence) {
        solve(x);
        double mean = 0;
        double variance = 0;
        for (int i = 0; i < size; i++) {
            mean += b[i] * z[i];
            variance += x[i] * z[i];
        }
        return mean + confidence * Math.sqrt(Math.max(0, variance));
    }

    /** By Cholesky's decomposition; A is positive definite, as the identity is in it. */
    private void solve(double[] x) {
        for (int i = 0; i < size; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = a[i][j];
                for (int k = 0; k < j; k++) {
                    sum -= factor[i][k] * factor[j][k];
                }
                factor[i][j] = i == j ? Math.sqrt(sum) : sum / factor[j][j];
            }
        }
        for (int i = 0; i < size; i++) {
            double sum = x[i];
            for (int k = 0; k < i; k++) {
                sum -= factor[i][k] * z[k];
            }
            z[i] = sum / factor[i][i];
        }
        for (int i = size - 1; i >= 0; i--) {
            double sum = z[i];
            for (int k = i + 1; k < size; k++) {
                sum -= factor[k][i] * z[k];
            }
            z[i] = sum / factor[i][i];
        }
    }
}
