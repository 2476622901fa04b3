using NBitcoin;

namespace Consensoor.Interop.Keys.Derivation;

/// <summary>
/// Reads mnemonics (BIP-39): words that stand for a seed, in English, Spanish, French, Portuguese, Czech, Japanese and Chinese.
/// </summary>
public static class Mnemonics
{
    // 24 words of the longest list, in UTF-16, with room for blanks.
    private const int MaxText = 1_024;

    /// <summary>
    /// Gives the seed of 64 bytes that words and a password stand for; null and the reason where a word is in no list, their number is none
    /// of BIP-39's, or the checksum is wrong, as after a slip of the pen. The reason repeats no word.
    /// </summary>
    public static byte[]? Seed(string words, string password, out string? error)
    {
        error = null;
        if (words.Length > MaxText)
        {
            error = $"longer than {MaxText} characters";
            return null;
        }

        var parts = words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length is not (12 or 15 or 18 or 21 or 24))
        {
            error = $"has {parts.Length} words, not 12, 15, 18, 21 or 24";
            return null;
        }

        try
        {
            var mnemonic = new Mnemonic(string.Join(' ', parts));
            if (mnemonic.IsValidChecksum)
            {
                return mnemonic.DeriveSeed(password);
            }

            error = "the checksum is wrong: a word is not the one that was written down";
        }
        catch (Exception e) when (e is FormatException or NotSupportedException or ArgumentException)
        {
            error = "a word is in no list of BIP-39 that is known here (English, Spanish, French, Portuguese, Czech, Japanese, Chinese)";
        }

        return null;
    }
}
