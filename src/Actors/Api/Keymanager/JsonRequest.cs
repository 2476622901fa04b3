using System.Text.Json;
using Consensoor.Interop.Keys.Proposers;

namespace Consensoor.Actors.Api.Keymanager;

/// <summary>Reads the body of a request as a JSON object, and what names a key in its path.</summary>
internal static class JsonRequest
{
    /// <summary>Reads a body as <see cref="ApiRequest"/> does, and what a function takes of it; what is wrong answers 400.</summary>
    public static async Task<T> Read<T>(HttpContext http, Func<JsonElement, ProposerReader, T> take)
    {
        var reader = new ProposerReader();
        var value = await ApiRequest.UntypedJson(http, json => take(json, reader));
        return reader.Problem is { } problem ? throw ApiRequest.Bad(problem) : value;
    }

    /// <summary>The member of an object, whatever else it has; null, with the problem told, where it is missing.</summary>
    public static JsonElement? Member(JsonElement value, string name, ProposerReader reader)
    {
        if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var member))
        {
            return member;
        }

        reader.Fail($"the body is no object, or has no {name}");
        return null;
    }

    /// <summary>A list of public keys that is the member of an object.</summary>
    public static IReadOnlyList<BLSPubkey> Pubkeys(JsonElement value, string name, int most, ProposerReader reader)
    {
        var keys = new List<BLSPubkey>();
        if (Member(value, name, reader) is { } member)
        {
            foreach (var (where, item) in reader.Items(member, name, most))
            {
                if (reader.Text(item, where, 2 + (2 * BLSPubkey.Length)) is { } text && reader.Pubkey(text, where) is { } key)
                {
                    keys.Add(key);
                }
            }
        }

        return keys;
    }

    /// <summary>The key that the path of a request names; null, and answered 400, where it is none.</summary>
    public static async Task<BLSPubkey?> Pubkey(HttpContext http)
    {
        var reader = new ProposerReader();
        if (reader.Pubkey($"{http.Request.RouteValues["pubkey"]}", "pubkey") is { } key)
        {
            return key;
        }

        await ApiResponse.Error(http, ApiError.BadRequest(reader.Problem!));
        return null;
    }
}
