/** Why a proxy refuses a token that the policy takes: its provider names audiences (`google/jwt_verify_lib:src/check_audience.cc`). */
export const noAudience = "the token names no audience, and its provider does";
