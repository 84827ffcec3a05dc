/** Which data a run has used and will use: the append-only data ledger and the rule that extends it. Pure. */
package org.steelworks.core.ledger;
