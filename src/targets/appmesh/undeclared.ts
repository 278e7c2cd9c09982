/** Why a call goes nowhere when the caller's virtual node does not list the called virtual service. */
export const undeclaredCall = "the caller's virtual node does not list the virtual service among its backends";
