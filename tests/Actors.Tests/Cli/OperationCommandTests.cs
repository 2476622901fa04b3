using System.Text.Json;
using Consensoor.Actors.Cli;
using Consensoor.Actors.Cli.Operations;
using Consensoor.Interop.Tests.Keys;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto;

using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Helpers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Consensoor.Actors.Tests.Cli;

/// <summary>
/// `validator` and `builder` commands: what they sign is what the deposit tool published, or verifies as the specification has it.
/// </summary>
public sealed class OperationCommandTests : IDisposable
{
    // Of the deposit tool's own data, for mainnet.
    private const string Words = "test test test test test test test test test test test waste";
    private const string First = "0x88b6b3a9b391fa5593e8bce8d06102df1a56248368086929709fbb4a8570dc6a560febeef8159b19789e9c1fd13572f0";
    private const string FirstSignature =
        "8ac88247c1b431a2d1eb2c5f00e7b8467bc21d6dc267f1af9ef727a12e32b4299e3b289ae5734a328b3202478dd746a80bf9e15a2"
        + "217240dca1fc1b91a6b7ff7a0f5830d9a2610c1c30f19912346271357c21bd9af35a74097ebbdda2ddaf491";

    private const string Address = "0x8943545177806ED17B9F23F0a21ee5948eCaa776";

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    private static readonly string Root = $"0x{new string('7', 64)}";

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_deposit_is_that_of_the_deposit_tool()
    {
        var deposit = (await Json("validator", "deposit", "--network-config", "mainnet", "--mnemonic-file", File("words", Words)))[0];
        (string Member, string Value)[] expected =
        [
            ("pubkey", First[2..]),
            ("withdrawal_credentials", "0049b6188ed20314309f617dd4030b8ddfac3c6e65759a03c226a13b2fe4cc72"),
            ("signature", FirstSignature),
            ("deposit_message_root", "a9bc1d21cc009d9b10782a07213e37592c0d235463ed0117dec755758da90d51"),
            ("deposit_data_root", "807a20b2801eabfd9065c1b74ed6ae3e991a1ab770e4eaf268f30b37cfd2cbd7"),
            ("fork_version", "00000000"),
            ("network_name", "mainnet"),
        ];
        Assert.All(expected, pair => Assert.Equal(pair.Value, deposit.GetProperty(pair.Member).GetString()));
        Assert.Equal(32_000_000_000UL, deposit.GetProperty("amount").GetUInt64());
    }

    [Fact]
    public async Task A_deposit_as_a_call_of_the_contract_has_its_interface()
    {
        var call = (await Json(
            "validator", "deposit", "--network-config", "mainnet", "--mnemonic-file", File("words", Words), "--transactions"))[0];
        var data = Convert.FromHexString(call.GetProperty("data").GetString()!.AsSpan(2));
        Assert.Equal("32000000000000000000", call.GetProperty("value").GetString());
        Assert.Equal("0x00000000219ab540356cbb839cbe05303d7705fa", call.GetProperty("to").GetString());
        var hash = new byte[32];
        Keccak256.Hash("deposit(bytes,bytes,bytes,bytes32)"u8, hash);
        Assert.Equal(hash[..4], data[..4]);
        byte[] Bytes(int argument)
        {
            var at = 4 + WordAt(data, 4 + (32 * argument));
            return data[(at + 32)..(at + 32 + WordAt(data, at))];
        }

        Assert.Equal(Convert.FromHexString(First[2..]), Bytes(0));
        Assert.Equal(32, Bytes(1).Length);
        Assert.Equal(FirstSignature, Convert.ToHexStringLower(Bytes(2)));
        Assert.Equal("807a20b2801eabfd9065c1b74ed6ae3e991a1ab770e4eaf268f30b37cfd2cbd7", Convert.ToHexStringLower(data[100..132]));
        Assert.Equal(0, data.Length % 32 - 4);
    }

    [Fact]
    public async Task A_builders_deposit_verifies_in_its_own_domain()
    {
        var call = (await Json(
            "builder", "deposit", "--network-config", "minimal", "--mnemonic-file", File("words", Words), "--withdrawal-address", Address,
            "--amount", "2000000000"))[0];
        Assert.Equal(DepositCommand.BuilderContract, call.GetProperty("to").GetString());
        Assert.Equal("2000000000000000000", call.GetProperty("value").GetString());
        var data = Convert.FromHexString(call.GetProperty("data").GetString()!.AsSpan(2));
        Assert.Equal(184, data.Length);
        Assert.Equal(First, $"0x{Convert.ToHexStringLower(data[..48])}");
        Assert.Equal($"b0{new string('0', 22)}{Address[2..].ToLowerInvariant()}", Convert.ToHexStringLower(data[48..80]));
        Assert.Equal(2_000_000_000UL, System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(data.AsSpan(80, 8)));
        var spec = Networks.Find("minimal")!;
        var message = new DepositMessage
        {
            Pubkey = new BLSPubkey(data.AsSpan(0, 48)),
            WithdrawalCredentials = new Bytes32(data.AsSpan(48, 32)),
            Amount = 2_000_000_000,
        };
        var domain = Misc.ComputeDomain(spec.Config, Constants.DomainBuilderDeposit);
        var root = Misc.ComputeSigningRoot(message, domain, spec.Ssz(ForkName.Gloas));
        Assert.True(Verifies(message.Pubkey, root, new BLSSignature(data.AsSpan(88))));
    }

    [Fact]
    public async Task Requests_go_to_their_contracts()
    {
        var other = $"0x{new string('a', 96)}";
        var move = await Json("validator", "consolidate", "--source", First, "--target", other);
        Assert.Equal(RequestCommands.ConsolidationContract, move.GetProperty("to").GetString());
        Assert.Equal(First + other[2..], move.GetProperty("data").GetString());
        var exit = await Json("builder", "exit", "--public-key", First);
        Assert.Equal(RequestCommands.BuilderExitContract, exit.GetProperty("to").GetString());
        Assert.Equal(First, exit.GetProperty("data").GetString());
    }

    [Theory]
    [InlineData("mainnet", 300_000UL, true)]
    [InlineData("mainnet", 100_000UL, true)]
    [InlineData("minimal", 100_000UL, false)]
    public async Task An_exit_is_signed_as_the_chains_last_fork_takes_it(string network, ulong epoch, bool isDeneb)
    {
        var spec = Networks.Find(network)!;
        var exit = await Json(
            "validator", "exit", "--network-config", network, "--genesis-validators-root", Root, "--validator-index", "7", "--epoch",
            $"{epoch}", "--mnemonic-file", File("words", Words));
        var version = isDeneb ? spec.Config.CapellaForkVersion : spec.ForkVersion(spec.ForkAt(epoch));
        var domain = Misc.ComputeDomain(Constants.DomainVoluntaryExit, version, Bytes32.Parse(Root));
        var root = Misc.ComputeSigningRoot(
            new VoluntaryExit { Epoch = epoch, ValidatorIndex = 7 }, domain, spec.Ssz(ForkName.Phase0));
        Assert.Equal("7", exit.GetProperty("message").GetProperty("validator_index").GetString());
        Assert.True(Verifies(BLSPubkey.Parse(First), root, BLSSignature.Parse(exit.GetProperty("signature").GetString()!)));
    }

    [Fact]
    public async Task An_exit_is_signed_as_the_fork_of_the_nodes_head_takes_it()
    {
        // In bellatrix (from epoch 144896): an exit of phase0 is verified under altair's version, which is all that the state remembers.
        await using var node = await Node(static http => http.Response.WriteAsync("{\"data\": {\"head_slot\": \"4800000\"}}"));
        var exit = await Json(
            "validator", "exit", "--network-config", "mainnet", "--genesis-validators-root", Root, "--validator-index", "7", "--epoch",
            "50000", "--mnemonic-file", File("words", Words), "--beacon-node-url", node.Urls.Single());
        var version = Networks.Find("mainnet")!.ForkVersion(ForkName.Altair);
        var root = Misc.ComputeSigningRoot(
            new VoluntaryExit { Epoch = 50_000, ValidatorIndex = 7 },
            Misc.ComputeDomain(Constants.DomainVoluntaryExit, version, Bytes32.Parse(Root)),
            Networks.Find("mainnet")!.Ssz(ForkName.Phase0));
        Assert.True(Verifies(BLSPubkey.Parse(First), root, BLSSignature.Parse(exit.GetProperty("signature").GetString()!)));
    }

    [Fact]
    public async Task An_exit_is_sent_to_the_pool_of_a_node_that_says_what_was_not_given()
    {
        KeystoreSamples.Write(Place("keys/a.json"), 3, Place("secrets/a.txt"), "right");
        KeystoreSamples.Write(Place("keys/b.json"), 4, Place("secrets/b.txt"), "right");
        var (asked, posted, isRefusing) = (new List<string>(), "", false);
        await using var node = await Node(async http =>
        {
            asked.Add(http.Request.Path);
            if (http.Request.Method == "POST")
            {
                posted = await new StreamReader(http.Request.Body).ReadToEndAsync();
                http.Response.StatusCode = isRefusing ? 400 : 200;
                await http.Response.WriteAsync(isRefusing ? "{\"code\": 400, \"message\": \"not active\"}" : "");
                return;
            }

            await http.Response.WriteAsync(http.Request.Path.Value switch
            {
                "/eth/v1/beacon/genesis" => $"{{\"data\": {{\"genesis_validators_root\": \"{Root}\"}}}}",
                "/eth/v1/node/syncing" => "{\"data\": {\"head_slot\": \"80\"}}",
                _ => "{\"data\": {\"index\": \"9\"}}",
            });
        });
        string[] args =
        [
            "validator", "exit", "--network-config", "minimal", "--validator-keys", $"{Place("keys")}:{Place("secrets")}", "--public-keys",
            $"{KeystoreSamples.Pubkey(3)}", "--beacon-node-url", node.Urls.Single(),
        ];
        var shown = await CliRun.Of(args);
        Assert.Equal((ExitCodes.Done, ""), (shown.Code, posted));
        var sent = await CliRun.Of([.. args, "--send"]);
        Assert.Equal((ExitCodes.Done, shown.Output), (sent.Code, sent.Output));
        Assert.Equal(shown.Output.Trim(), posted.Trim());
        Assert.Equal("/eth/v1/beacon/pool/voluntary_exits", asked[^1]);
        using var exit = JsonDocument.Parse(posted);
        Assert.Equal("9", exit.RootElement.GetProperty("message").GetProperty("validator_index").GetString());
        Assert.Equal("10", exit.RootElement.GetProperty("message").GetProperty("epoch").GetString());
        isRefusing = true;
        await CliRun.Refuses(CliRun.Of([.. args, "--send"]), "400", "not active");
        await CliRun.Refuses(CliRun.Of([.. args[..^2], "--send"]), "--genesis-validators-root");
        await CliRun.Refuses(
            CliRun.Of([.. args[..6], "--public-keys", $"{KeystoreSamples.Pubkey(5)}", .. args[8..]]), "there is no such key");
    }

    [Theory]
    [InlineData(404, "{\"message\": \"no such route\"}", "status 404", "no such route")]
    [InlineData(200, "{\"data\": {\"genesis_validators_root\": \"\\ud800\"}}", "has no genesis_validators_root")]
    [InlineData(200, "{\"data\"", "no JSON", "eth/v1/beacon/genesis")]
    [InlineData(200, "[]", "no data", "eth/v1/beacon/genesis")]
    [InlineData(302, "", "sends to", "eth/v1/beacon/genesis")]
    public async Task What_a_node_does_not_say_is_said(int status, string answer, params string[] reasons)
    {
        await using var node = await Node(async http =>
        {
            http.Response.StatusCode = status;
            await http.Response.WriteAsync(answer);
        });
        string[] args =
        [
            "validator", "exit", "--network-config", "minimal", "--mnemonic-file", File("words", Words), "--beacon-node-url",
            node.Urls.Single(),
        ];
        await CliRun.Refuses(CliRun.Of(args), reasons);
    }

    [Fact]
    public async Task A_change_of_credentials_is_signed_by_the_withdrawal_key_under_the_genesis_version()
    {
        var spec = Networks.Find("mainnet")!;
        var change = (await Json(
            "validator", "bls-change", "--network-config", "mainnet", "--genesis-validators-root", Root, "--validator-index", "7",
            "--withdrawal-address", Address, "--mnemonic-file", File("words", Words)))[0];
        var message = change.GetProperty("message");
        var from = BLSPubkey.Parse(message.GetProperty("from_bls_pubkey").GetString()!);

        // The credentials of the deposit tool's first validator are the hash of this key.
        var hash = System.Security.Cryptography.SHA256.HashData(from.AsSpan());
        Assert.Equal("49b6188ed20314309f617dd4030b8ddfac3c6e65759a03c226a13b2fe4cc72", Convert.ToHexStringLower(hash[1..]));
        var signed = new BLSToExecutionChange
        {
            ValidatorIndex = 7,
            FromBlsPubkey = from,
            ToExecutionAddress = ExecutionAddress.Parse(Address.ToLowerInvariant()),
        };
        var domain = Misc.ComputeDomain(Constants.DomainBlsToExecutionChange, spec.Config.GenesisForkVersion, Bytes32.Parse(Root));
        var root = Misc.ComputeSigningRoot(signed, domain, spec.Ssz(ForkName.Capella));
        Assert.True(Verifies(from, root, BLSSignature.Parse(change.GetProperty("signature").GetString()!)));
    }

    [Theory]
    [InlineData("validator", "exit", "--network-config", "minimal")]
    [InlineData("validator", "deposit", "--network-config", "minimal", "--public-keys", First, "--data-dir", "/nowhere")]
    [InlineData("validator", "deposit", "--network-config", "nowhere", "--public-keys", First)]
    [InlineData("builder", "deposit", "--network-config", "minimal", "--withdrawal-address", Address)]
    public async Task What_cannot_be_signed_is_refused(params string[] args) =>
        Assert.Equal(ExitCodes.Refused, (await CliRun.Of(args)).Code);

    private static int WordAt(byte[] data, int at) => System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(data.AsSpan(at + 28));

    private static bool Verifies(BLSPubkey pubkey, Root root, BLSSignature signature) =>
        ManagedBls.Shared.Verify(ManagedBls.Shared.Load(pubkey)!, root.AsSpan(), signature);

    private static async Task<JsonElement> Json(params string[] args)
    {
        var run = await CliRun.Of(args);
        Assert.True(run.Code == ExitCodes.Done, run.Error);
        return JsonDocument.Parse(run.Output).RootElement;
    }

    private static async Task<WebApplication> Node(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        return app;
    }

    private string Place(string name) => Path.Combine(_folder, name);

    private string File(string name, string text)
    {
        System.IO.File.WriteAllText(Place(name), text);
        return Place(name);
    }
}
