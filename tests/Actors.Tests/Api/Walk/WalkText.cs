using System.Text;

namespace Consensoor.Actors.Tests.Api.Walk;

/// <summary>Texts as bodies.</summary>
internal static class WalkText
{
    public static string AsList(this string item) => $"[{item}]";

    public static byte[] Utf8(this string text) => Encoding.UTF8.GetBytes(text);
}
