using System.Text.Json;
using Consensoor.Interop.Engine.JsonRpc.Codec;

namespace Consensoor.Interop.Engine.Rest;

/// <summary>Looks over JSON once, so that all that is read of it afterwards is well formed.</summary>
internal static class RestJson
{
    /// <summary>Says what is wrong with a body that should be JSON; null where nothing is.</summary>
    public static string? Problem(ReadOnlySpan<byte> body)
    {
        try
        {
            var whole = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = EngineJson.MaxDepth });
            while (whole.Read())
            {
            }

            return null;
        }
        catch (JsonException e)
        {
            // The reader has no other way to say it.
            return $"its answer is not JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}";
        }
    }
}
