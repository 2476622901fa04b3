namespace Consensoor.Messages;

/// <summary>
/// A client in graffiti: the two letters of its code and the first digits of its commit in lower-case hex, as `ClientVersionV1` of the
/// Engine API gives them.
/// </summary>
public sealed record ClientCode
{
    /// <summary>Letters of a code.</summary>
    public const int CodeLength = 2;

    /// <summary>Digits of a commit that are kept.</summary>
    public const int CommitLength = 4;

    private ClientCode(string code, string commit) => (Code, Commit) = (code, commit);

    /// <summary>Gives the two letters.</summary>
    public string Code { get; }

    /// <summary>Gives the first digits of the commit, zeros where it is not known.</summary>
    public string Commit { get; }

    /// <summary>
    /// Reads what a client says of itself, with 0x before its commit or without; null where the code is not two letters or digits.
    /// </summary>
    public static ClientCode? Of(string code, string commit)
    {
        var digits = commit.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? commit[2..] : commit;
        var isHex = digits.Length >= CommitLength && digits.AsSpan(0, CommitLength).IndexOfAnyExcept("0123456789abcdefABCDEF") < 0;
        return code.Length == CodeLength && code.All(char.IsAsciiLetterOrDigit)
            ? new ClientCode(code, isHex ? digits[..CommitLength].ToLowerInvariant() : new string('0', CommitLength))
            : null;
    }
}
