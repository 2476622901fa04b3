namespace Consensoor.Interop.Keys.Remote;

/// <summary>Why a signer elsewhere gave nothing.</summary>
public enum RemoteFailureKind
{
    /// <summary>No connection, or it broke.</summary>
    Unreachable,

    /// <summary>No answer within the time.</summary>
    TimedOut,

    /// <summary>It does not have the key (404).</summary>
    UnknownKey,

    /// <summary>Its own slashing protection refuses the message (412).</summary>
    Slashable,

    /// <summary>It does not take the request (400), or the caller (401, 403).</summary>
    NotTaken,

    /// <summary>It failed (5xx).</summary>
    Failed,

    /// <summary>It answers with another status.</summary>
    HttpStatus,

    /// <summary>Its answer is longer than any may be.</summary>
    TooLarge,

    /// <summary>Its answer is none: HTML, other JSON, no signature.</summary>
    NoAnswer,

    /// <summary>It gave a signature that is not that of the message with the key.</summary>
    WrongSignature,

    /// <summary>The message is not of a type that a signer elsewhere takes; it was not asked.</summary>
    NotAsked,
}
