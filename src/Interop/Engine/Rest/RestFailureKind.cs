namespace Consensoor.Interop.Engine.Rest;

/// <summary>Why a call over REST has no result, and with it what is done: see <see cref="RestFailure"/>.</summary>
internal enum RestFailureKind
{
    /// <summary>No connection, or it broke.</summary>
    Unreachable,

    /// <summary>No answer within the method's time.</summary>
    TimedOut,

    /// <summary>The token was refused (401, 403).</summary>
    Unauthorized,

    /// <summary>The method's own error (404 unknown-payload, 409, 422): the execution layer's word, as an error of JSON-RPC is.</summary>
    Refused,

    /// <summary>The fork is not spoken over REST (400 unsupported-fork).</summary>
    UnsupportedFork,

    /// <summary>
    /// The endpoint is not spoken, or not as it is here (404, 405, 406, 415, 501, 400 for a request that is right).
    /// </summary>
    NotSpoken,

    /// <summary>
    /// The answer is none of this protocol: another content type, SSZ or JSON that is malformed, a body that is too long.
    /// </summary>
    BadAnswer,

    /// <summary>This call could not be served (413, 500, 503 and the like).</summary>
    NotServed,

    /// <summary>What would go again over JSON-RPC, but took so long that too little of the method's time is left.</summary>
    TooLate,

    /// <summary>The call was not made: it asks for more than is allowed.</summary>
    NotAsked,
}
