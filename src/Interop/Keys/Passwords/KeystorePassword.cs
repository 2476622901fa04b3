using System.Security.Cryptography;
using System.Text;

namespace Consensoor.Interop.Keys.Passwords;

/// <summary>
/// A password of a keystore as EIP-2335 takes it: compatibility form (NFKD), without control characters, in UTF-8. It shows its bytes to
/// nobody but key derivation, and forgets them when it is disposed of.
/// </summary>
public sealed class KeystorePassword : IDisposable
{
    /// <summary>The longest file of a password that is read, and the longest password, in bytes.</summary>
    public const int MaxBytes = 4_096;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte[] _bytes;

    private KeystorePassword(byte[] bytes) => _bytes = bytes;

    /// <summary>True where it is none but an empty one.</summary>
    public bool IsEmpty => _bytes.Length == 0;

    /// <summary>The bytes that keys are derived from.</summary>
    internal ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>
    /// Takes the content of a file, a byte order mark and ends of lines aside; null and the reason where it is no text in UTF-8, or too
    /// long.
    /// </summary>
    public static KeystorePassword? FromFile(ReadOnlySpan<byte> content, out string? problem)
    {
        if (content.Length > MaxBytes)
        {
            problem = $"more than {MaxBytes} bytes";
            return null;
        }

        try
        {
            var text = Strict.GetString(content);
            return FromText(text.StartsWith('\uFEFF') ? text[1..] : text, out problem);
        }
        catch (DecoderFallbackException)
        {
            problem = "is no text in UTF-8";
            return null;
        }
    }

    /// <summary>Takes what was typed; null and the reason where it is no text, or too long.</summary>
    public static KeystorePassword? FromText(string text, out string? problem)
    {
        problem = null;
        try
        {
            var kept = text.Length > MaxBytes ? null : Strict.GetBytes(
                string.Concat(CompatibilityDecomposition.Of(text).Where(static letter => !char.IsControl(letter))));
            if (kept is not null && kept.Length <= MaxBytes)
            {
                return new KeystorePassword(kept);
            }

            problem = $"more than {MaxBytes} bytes";
        }
        catch (ArgumentException)
        {
            problem = "is no text";
        }

        return null;
    }

    /// <summary>The password as a line of a file.</summary>
    public byte[] ToFile() => [.. _bytes, (byte)'\n'];

    /// <inheritdoc/>
    public void Dispose() => CryptographicOperations.ZeroMemory(_bytes);

    /// <inheritdoc/>
    public override string ToString() => "a password";
}
