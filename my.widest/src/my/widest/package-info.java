/** The packet scheduler 'widest'. */
package my.widest;
