using System.Text.Json;
using Consensoor.Actors.Api.Description;
using Consensoor.Actors.Hosting.Keys;
using Consensoor.Interop.Keys.Proposers;

namespace Consensoor.Actors.Api.Keymanager;

/// <summary>`/eth/v1/remotekeys`: keys of signers elsewhere, listed, imported and deleted.</summary>
internal static class RemoteKeyRoutes
{
    private const int MaxUrl = 2_048;

    /// <summary>Adds the routes to a server.</summary>
    public static void Map(IEndpointRouteBuilder routes, KeymanagerContext context)
    {
        routes.Map(KeymanagerOperations.ListRemotes, http => List(http, context));
        routes.Map(KeymanagerOperations.ImportRemotes, http => Import(http, context));
        routes.Map(KeymanagerOperations.DeleteRemotes, http => Delete(http, context));
    }

    private static Task List(HttpContext http, KeymanagerContext context) => ApiResponse.Data(http, json =>
    {
        json.WriteStartArray();
        foreach (var key in context.Keys.Held.Where(static key => key.Signer is not null))
        {
            json.WriteStartObject();
            json.WriteString("pubkey", key.Pubkey.ToString());
            json.WriteString("url", key.Signer!.AbsoluteUri);
            json.WriteBoolean("readonly", !key.IsManaged);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static async Task Import(HttpContext http, KeymanagerContext context)
    {
        var statuses = await context.Keys.ImportRemote(await JsonRequest.Read(http, Take));
        await ApiResponse.Data(http, json => KeystoreRoutes.Write(json, statuses));
    }

    private static List<(BLSPubkey Pubkey, Uri? Url)> Take(JsonElement body, ProposerReader reader)
    {
        var keys = new List<(BLSPubkey, Uri?)>();
        if (JsonRequest.Member(body, "remote_keys", reader) is not { } list)
        {
            return keys;
        }

        foreach (var (where, item) in reader.Items(list, "remote_keys", KeystoreRoutes.MaxKeys))
        {
            BLSPubkey? pubkey = null;
            Uri? url = null;
            foreach (var (name, member) in reader.Members(item, where))
            {
                if (name == "pubkey" && reader.Text(member, $"{where}.pubkey", 2 + (2 * BLSPubkey.Length)) is { } text)
                {
                    pubkey = reader.Pubkey(text, $"{where}.pubkey");
                }
                else if (name == "url" && reader.Text(member, $"{where}.url", MaxUrl) is { } at && !KeyOptions.TryUrl(at, out url))
                {
                    reader.Fail($"{where}.url is not {KeyOptions.UrlExpected}");
                }
            }

            if (pubkey is { } key)
            {
                keys.Add((key, url));
            }
            else
            {
                reader.Fail($"{where} has no pubkey");
            }
        }

        return keys;
    }

    private static async Task Delete(HttpContext http, KeymanagerContext context)
    {
        var pubkeys = await JsonRequest.Read(
            http, static (body, reader) => JsonRequest.Pubkeys(body, "pubkeys", KeystoreRoutes.MaxKeys, reader));
        var statuses = await context.Keys.DeleteRemote(pubkeys);
        await ApiResponse.Data(http, json => KeystoreRoutes.Write(json, statuses));
    }
}
