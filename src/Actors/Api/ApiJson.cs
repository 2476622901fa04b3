using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Consensoor.Actors.Api;

/// <summary>Writes values as the APIs have them: numbers of the protocol as text, times in ISO 8601 with all digits.</summary>
internal static class ApiJson
{
    public static string Text(ulong number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Text(BigInteger number) => number.ToString(CultureInfo.InvariantCulture);

    public static string? Text(DateTimeOffset? time) => time?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    public static void WriteUnsigned(this Utf8JsonWriter writer, string name, ulong number) => writer.WriteString(name, Text(number));
}
