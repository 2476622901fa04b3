using System.Text;

namespace Consensoor.Actors.Network.Requests;

/// <summary>
/// `ErrorMessage` of a peer as text: it may be any bytes, at most 256 of them are looked at, and what could disturb a log is left out.
/// </summary>
internal static class ErrorText
{
    private const int Most = 256;

    /// <summary>Reads an error message of a peer as text for a log.</summary>
    public static string Of(ReadOnlySpan<byte> bytes) =>
        string.Concat(Encoding.UTF8.GetString(bytes[..Math.Min(Most, bytes.Length)]).Where(static letter => !char.IsControl(letter)));
}
