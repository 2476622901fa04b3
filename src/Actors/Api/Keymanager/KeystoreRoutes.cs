using System.Text;
using System.Text.Json;
using Consensoor.Actors.Api.Description;
using Consensoor.Actors.Hosting.Keys;
using Consensoor.Interop.Keys.Keystores;
using Consensoor.Interop.Keys.Proposers;
using Consensoor.Interop.Keys.SlashingProtection;

namespace Consensoor.Actors.Api.Keymanager;

/// <summary>`/eth/v1/keystores`: keys of keystores, listed, imported and deleted.</summary>
internal static class KeystoreRoutes
{
    /// <summary>The most keys of one request, but for those of keystores to delete.</summary>
    public const int MaxKeys = 10_000;

    /// <summary>
    /// The most keys of keystores to delete of one request: the histories of all of them are one JSON string, of which a writer takes
    /// 166,666,666 bytes.
    /// </summary>
    public const int MaxDeleted = 1_000;

    /// <summary>Adds the routes to a server.</summary>
    public static void Map(IEndpointRouteBuilder routes, KeymanagerContext context)
    {
        routes.Map(KeymanagerOperations.ListKeystores, http => List(http, context));
        routes.Map(KeymanagerOperations.ImportKeystores, http => Import(http, context));
        routes.Map(KeymanagerOperations.DeleteKeystores, http => Delete(http, context));
    }

    /// <summary>Writes what became of each key.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<KeyStatus> statuses)
    {
        json.WriteStartArray();
        foreach (var (status, message) in statuses)
        {
            json.WriteStartObject();
            json.WriteString("status", status);
            if (message is not null)
            {
                json.WriteString("message", message);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static Task List(HttpContext http, KeymanagerContext context) => ApiResponse.Data(http, json =>
    {
        json.WriteStartArray();
        foreach (var key in context.Keys.Held.Where(static key => key.Signer is null))
        {
            json.WriteStartObject();
            json.WriteString("validating_pubkey", key.Pubkey.ToString());
            if (key.Derivation is { } derivation)
            {
                json.WriteString("derivation_path", derivation);
            }

            json.WriteBoolean("readonly", !key.IsManaged);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static async Task Import(HttpContext http, KeymanagerContext context)
    {
        var import = await JsonRequest.Read(http, TakeImport);
        Interchange? history = null;
        if (import.History is { } text)
        {
            try
            {
                history = InterchangeJson.Parse(Encoding.UTF8.GetBytes(text));
            }
            catch (SlashingProtectionException e)
            {
                // Nothing is imported whose past is not known.
                var refusal = KeyStatus.Error($"slashing_protection: {e.Message}");
                await ApiResponse.Data(http, json => Write(json, [.. Enumerable.Repeat(refusal, import.Keystores.Count)]));
                return;
            }
        }

        var statuses = await context.Keys.Import(import.Keystores, history, http.RequestAborted);
        await ApiResponse.Data(http, json => Write(json, statuses));
    }

    private static ImportRequest TakeImport(JsonElement body, ProposerReader reader)
    {
        var keystores = Texts(body, "keystores", KeystoreLimits.MaxFileBytes, reader);
        var passwords = Texts(body, "passwords", Interop.Keys.Passwords.KeystorePassword.MaxBytes, reader);
        if (keystores.Count != passwords.Count)
        {
            reader.Fail($"there are {keystores.Count} keystores and {passwords.Count} passwords");
        }

        var isGiven = body.ValueKind == JsonValueKind.Object && body.TryGetProperty("slashing_protection", out var given)
            && given.ValueKind != JsonValueKind.Null;
        var history = isGiven ? reader.Text(body.GetProperty("slashing_protection"), "slashing_protection", int.MaxValue) : null;
        return new ImportRequest(reader.Problem is null ? [.. keystores.Zip(passwords)] : [], history);
    }

    private static List<string> Texts(JsonElement body, string name, int longest, ProposerReader reader)
    {
        var texts = new List<string>();
        if (JsonRequest.Member(body, name, reader) is { } member)
        {
            foreach (var (where, item) in reader.Items(member, name, MaxKeys))
            {
                if (reader.Text(item, where, longest) is { } text)
                {
                    texts.Add(text);
                }
            }
        }

        return texts;
    }

    private static async Task Delete(HttpContext http, KeymanagerContext context)
    {
        var pubkeys = await JsonRequest.Read(http, static (body, reader) => JsonRequest.Pubkeys(body, "pubkeys", MaxDeleted, reader));
        var (statuses, history) = await context.Keys.Delete(pubkeys);
        await ApiResponse.Write(http, json =>
        {
            json.WritePropertyName("data");
            Write(json, statuses);
            json.WriteString("slashing_protection", InterchangeJson.Write(history));
        });
    }

    private sealed record ImportRequest(IReadOnlyList<(string Keystore, string Password)> Keystores, string? History);
}
