namespace Consensoor.Interop.Engine.JsonRpc;

/// <summary>Why a call to the execution layer has no result.</summary>
public enum RpcFailureKind
{
    /// <summary>No connection, or it broke.</summary>
    Unreachable,

    /// <summary>No answer within the method's time.</summary>
    TimedOut,

    /// <summary>The token was refused (401, 403).</summary>
    Unauthorized,

    /// <summary>Another HTTP status than 200.</summary>
    HttpStatus,

    /// <summary>The body is longer than what the method may answer with.</summary>
    TooLarge,

    /// <summary>The body is no JSON-RPC answer: HTML, no JSON, another id, neither result nor error.</summary>
    NotRpc,

    /// <summary>The method is not known to the execution layer (-32601).</summary>
    MethodNotFound,

    /// <summary>Another error of JSON-RPC; its code is given.</summary>
    RpcError,

    /// <summary>The result is not of the form that the method has.</summary>
    BadResult,

    /// <summary>The call was not made: it asks for more than one call may.</summary>
    NotAsked,
}
