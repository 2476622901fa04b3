using System.Text;
using Consensoor.Spec.Ssz;

namespace Consensoor.Messages;

/// <summary>
/// Graffiti of a block: which clients made it, as much as there is room for, then the operator's text, which is never cut for it.
/// </summary>
public static class BlockGraffiti
{
    /// <summary>The bytes of graffiti in a block.</summary>
    public const int Length = 32;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Writes text as graffiti, padded with zeros; false where it takes more than 32 bytes or is no text.</summary>
    public static bool TryText(string text, out Bytes32 graffiti)
    {
        graffiti = default;
        if (text.Length > Length)
        {
            return false;
        }

        try
        {
            var bytes = Utf8.GetBytes(text);
            if (bytes.Length > Length)
            {
                return false;
            }

            Array.Resize(ref bytes, Length);
            graffiti = new Bytes32(bytes);
            return true;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }

    /// <summary>
    /// Puts the clients' codes before a text of at most 32 bytes: both with four digits of their commits, with two, without; where the
    /// execution layer's is not known, the own code alone. The first of these that leaves room for the text and a blank is taken.
    /// </summary>
    public static Bytes32 Of(string text, ClientCode own, ClientCode? execution)
    {
        string[] forms = execution is null
            ? [own.Code]
            :
            [
                $"{execution.Code}{execution.Commit}{own.Code}{own.Commit}",
                $"{execution.Code}{execution.Commit[..2]}{own.Code}{own.Commit[..2]}",
                $"{execution.Code}{own.Code}",
            ];
        var blank = text.Length > 0 ? " " : "";
        foreach (var form in forms)
        {
            if (TryText($"{form}{blank}{text}", out var whole))
            {
                return whole;
            }
        }

        return TryText(text, out var alone) ? alone : throw new ArgumentException("the text is longer than graffiti", nameof(text));
    }
}
