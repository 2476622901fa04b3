using System.Net;
using System.Text;
using System.Text.Json;
using Akka.Actor;
using Consensoor.Interop.Keys.Keystores;
using Consensoor.Interop.Tests.Keys;
using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Transition.Helpers;
using Xunit;

namespace Consensoor.Actors.Tests.Api.Keymanager;

/// <summary>What tests of the keymanager API ask of it, and of the signing behind it.</summary>
internal static class KeymanagerCalls
{
    public const string Keystores = "/eth/v1/keystores";
    public const string RemoteKeys = "/eth/v1/remotekeys";

    public static async Task<List<string>> Delete(KeymanagerHost host, string path, params BLSPubkey[] pubkeys) => Statuses(await host.Ask(
        "DELETE", path, HttpStatusCode.OK, JsonSerializer.Serialize(new { pubkeys = pubkeys.Select(static key => $"{key}") })));

    public static string ImportRemote(Uri url, params BLSPubkey[] pubkeys) => JsonSerializer.Serialize(
        new { remote_keys = pubkeys.Select(pubkey => new { pubkey = $"{pubkey}", url = url.AbsoluteUri }) });

    public static async Task<string?> StatusOf(KeymanagerHost host, string method, string body) =>
        Statuses(await host.Ask(method, Keystores, HttpStatusCode.OK, body)).Single();

    public static List<string> Statuses(JsonElement answer) =>
        [.. answer.GetProperty("data").EnumerateArray().Select(static status => status.GetProperty("status").GetString()!)];

    public static string Import(
        (int Key, string Password)[] keys, string[] passwords, string? history = null) => JsonSerializer.Serialize(new
    {
        keystores = keys.Select(static key => Encoding.UTF8.GetString(KeystoreJson.Write(KeystoreSamples.Seal(key.Key, key.Password)))),
        passwords,
        slashing_protection = history,
    });

    public static ToSign Block(BLSPubkey pubkey, ulong slot, byte root)
    {
        var state = KeymanagerHost.State;
        return new ToSign.Block(
            pubkey,
            new BeaconBlockHeader { Slot = slot, BodyRoot = new Root([.. new byte[31], root]) },
            Accessors.GetDomain(state, Constants.DomainBeaconProposer, slot / state.Preset.SlotsPerEpoch));
    }

    public static Task<SigningOutcome> Sign(KeymanagerHost host, ToSign message) => Sign(host.Signing, message);

    public static async Task<SigningOutcome> Sign(IActorRef signing, ToSign message) =>
        (await signing.Ask<Signed>(new Sign(1, [message]), TimeSpan.FromSeconds(60))).Outcomes[0];

    // In slot 31, where nothing was signed; in slot 30 another block was, where the history says so.
    public static async Task Signs(KeymanagerHost host, BLSPubkey pubkey) =>
        Assert.NotNull((await Sign(host, Block(pubkey, 31, 1))).Signature);
}
