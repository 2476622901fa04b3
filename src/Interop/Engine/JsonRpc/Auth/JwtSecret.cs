namespace Consensoor.Interop.Engine.JsonRpc.Auth;

/// <summary>
/// The 32 bytes that the node and its execution layer share (`execution-apis`, authentication): in a file as 64 hex digits, with or without
/// 0x, in one line. It never shows its bytes.
/// </summary>
public sealed class JwtSecret
{
    /// <summary>Bytes of a secret.</summary>
    public const int Length = 32;

    // A secret has 66 letters; what is longer by far is another file.
    private const int MaxFileBytes = 1_024;

    private readonly byte[] _key;

    private JwtSecret(byte[] key) => _key = key;

    /// <summary>The key of HMAC-SHA256.</summary>
    internal ReadOnlySpan<byte> Key => _key;

    /// <summary>
    /// Reads a secret from a file; null, with the reason, where the file cannot be read or has none. The reason does not show the path,
    /// in whose place the secret itself may have been given.
    /// </summary>
    public static JwtSecret? Load(string path, out string? problem)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var bytes = new byte[MaxFileBytes + 1];
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (length > MaxFileBytes)
            {
                problem = $"the file has more than {MaxFileBytes} bytes: not a secret of {Length} bytes in hex";
                return null;
            }

            return Parse(System.Text.Encoding.UTF8.GetString(bytes, 0, length), out problem);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            problem = e switch
            {
                FileNotFoundException or DirectoryNotFoundException => "there is no such file",
                UnauthorizedAccessException => "the file is a folder, or may not be read",
                ArgumentException or NotSupportedException or PathTooLongException => "no file has such a name",
                _ => $"the file cannot be read: error 0x{e.HResult:x8}",
            };
            return null;
        }
    }

    /// <summary>Reads a secret from text, spaces and ends of lines around it aside; null, with the reason, where it is none.</summary>
    public static JwtSecret? Parse(string text, out string? problem)
    {
        var hex = text.AsSpan().Trim().TrimStart('\uFEFF');
        hex = hex.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? hex[2..] : hex;
        if (hex.IndexOfAnyExcept("0123456789abcdefABCDEF") is var at and >= 0)
        {
            problem = $"the secret is not hex: letter {at + 1} is none of its digits";
            return null;
        }

        problem = hex.Length == 2 * Length ? null : $"the secret has {hex.Length} hex digits, not {2 * Length}";
        return problem is null ? new JwtSecret(Convert.FromHexString(hex)) : null;
    }

    /// <inheritdoc/>
    public override string ToString() => "a JWT secret";
}
