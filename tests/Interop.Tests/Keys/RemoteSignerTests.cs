using System.Diagnostics;
using Consensoor.Interop.Keys;
using Consensoor.Interop.Keys.Remote;
using Consensoor.Interop.Tests.Keys.Stub;
using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Helpers;
using Microsoft.AspNetCore.Http;
using Xunit;
using static Consensoor.Interop.Tests.Keys.RemoteSignerMessages;

namespace Consensoor.Interop.Tests.Keys;

/// <summary>
/// The client of signers elsewhere against a stub that web3signer's definition judges and that computes the roots itself, and against one
/// that breaks in each way there is.
/// </summary>
public sealed class RemoteSignerTests
{
    private static readonly ChainSpec Spec = RemoteSignerMessages.Spec;
    private static readonly Root Chain = RemoteSignerMessages.Chain;
    private static readonly LocalSigner Keys = RemoteSignerMessages.Keys;

    public static TheoryData<string> Forks =>
        [.. ForkNames.All.Where(static fork => fork < ForkName.Heze).Select(static fork => fork.Text())];

    [Theory]
    [MemberData(nameof(Forks))]
    public async Task Everything_is_signed_by_what_it_is_in_every_fork(string name)
    {
        var fork = ForkNames.All.Single(fork => fork.Text() == name);
        await using var stub = await StubSigner.Start(Spec, Keys);
        using var signer = await Connect(stub);
        Assert.Equal(Keys.Pubkeys, signer.Pubkeys);
        foreach (var message in All(fork))
        {
            var root = SigningRootOf(message, fork);
            var outcome = await signer.Sign(message, root).Later!;
            Assert.True(outcome.Refusal is null, $"{message.GetType().Name}: {outcome.Refusal}");
            Assert.Equal(Keys.Sign(message.Pubkey, root), outcome.Signature);
        }

        Assert.Empty(stub.Findings);
        Assert.Equal(All(fork).Count(), stub.Types.Count);
    }

    /// <summary>Also where capella and deneb begin together, and of an epoch before capella's (EIP-7044).</summary>
    [Theory]
    [InlineData(0, 9)]
    [InlineData(1, 9)]
    [InlineData(1, 2)]
    public async Task An_exit_is_signed_under_capellas_version_once_the_chain_is_past_it(int epochsAFork, ulong epoch)
    {
        var spec = SpecOf(epochsAFork);
        await using var stub = await StubSigner.Start(spec, Keys);
        var (signer, failure) = await RemoteSigner.Connect(Options(stub.Url), spec, Chain, ManagedBls.Shared, null);
        Assert.Null(failure);
        using var connected = signer!;
        var exit = new VoluntaryExit { Epoch = epoch, ValidatorIndex = 4 };
        var root = exit.HashTreeRoot(spec.Ssz(ForkName.Gloas));
        var domain = Misc.ComputeDomain(Constants.DomainVoluntaryExit, spec.Config.CapellaForkVersion, Chain);
        var message = new ToSign.Other(Keys.Pubkeys[0], root, domain, new SigningContent.Exit(spec.Config.CapellaForkEpoch, exit));
        var signingRoot = Misc.ComputeSigningRoot(root, domain);
        var outcome = await connected.Sign(message, signingRoot).Later!;
        Assert.Null(outcome.Refusal);
        Assert.Equal(Keys.Sign(Keys.Pubkeys[0], signingRoot), outcome.Signature);
        Assert.Empty(stub.Findings);
    }

    [Fact]
    public async Task Every_type_of_the_definition_but_the_two_that_are_replaced_is_asked()
    {
        await using var stub = await StubSigner.Start(Spec, Keys);
        using var signer = await Connect(stub);
        foreach (var message in All(ForkName.Gloas))
        {
            await signer.Sign(message, SigningRootOf(message, ForkName.Gloas)).Later!;
        }

        // AGGREGATE_AND_PROOF and BLOCK are deprecated.
        Assert.Equal(
            [
                "AGGREGATE_AND_PROOF_V2", "AGGREGATION_SLOT", "ATTESTATION", "BLOCK_V2", "BUILDER_REQUEST_AUTH", "DEPOSIT",
                "EXECUTION_PAYLOAD_BID", "EXECUTION_PAYLOAD_ENVELOPE", "PAYLOAD_ATTESTATION_MESSAGE", "PROPOSER_PREFERENCES",
                "RANDAO_REVEAL", "SYNC_COMMITTEE_CONTRIBUTION_AND_PROOF", "SYNC_COMMITTEE_MESSAGE", "SYNC_COMMITTEE_SELECTION_PROOF",
                "VALIDATOR_REGISTRATION", "VOLUNTARY_EXIT",
            ],
            stub.Types.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_bare_signature_is_taken_too()
    {
        await using var stub = await StubSigner.Start(Spec, Keys);
        stub.IsPlain = true;
        using var signer = await Connect(stub);
        Assert.Null((await Reveal(signer)).Refusal);
    }

    [Theory]
    [InlineData(404, "", "does not have the key")]
    [InlineData(412, "Signing operation failed due to slashing protection rules", "slashing protection refuses")]
    [InlineData(400, "{\"message\": \"bad\"}", "does not take the request (400): {\"message\"")]
    [InlineData(401, "", "does not take the request (401)")]
    [InlineData(500, "boom", "the signer failed (500): boom")]
    [InlineData(503, "<html>busy</html>", "the signer failed (503)")]
    [InlineData(302, "", "HTTP status 302")]
    [InlineData(204, "", "HTTP status 204")]
    [InlineData(200, "<html><body>hello</body></html>", "is no signature")]
    [InlineData(200, "", "is no signature")]
    [InlineData(200, "{}", "is no signature")]
    [InlineData(200, "{\"signature\": 7}", "is no signature")]
    [InlineData(200, "{\"signature\": \"0x12\"}", "is no signature")]
    [InlineData(200, "{\"signature\": \"\\ud800\"}", "is no signature")]
    [InlineData(200, "{\"signature\"", "is no signature")]
    [InlineData(200, "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{}}}}}}", "is no signature")]
    public async Task An_answer_that_is_no_signature_is_a_refusal_that_says_so(int status, string body, string reason)
    {
        await using var stub = await StubSigner.Start(Spec, Keys);
        using var signer = await Connect(stub);
        stub.Response = http =>
        {
            http.Response.StatusCode = status;
            return status == 204 ? Task.CompletedTask : http.Response.WriteAsync(body);
        };
        var outcome = await Reveal(signer);
        Assert.Null(outcome.Signature);
        Assert.Contains(reason, outcome.Refusal, StringComparison.Ordinal);
        Assert.DoesNotContain('<', outcome.Refusal!);
    }

    [Fact]
    public async Task A_signature_of_something_else_is_refused()
    {
        await using var stub = await StubSigner.Start(Spec, Keys);
        using var signer = await Connect(stub);
        BLSSignature[] others =
        [
            Keys.Sign(Keys.Pubkeys[0], Root.Zero), Keys.Sign(Keys.Pubkeys[1], SigningRootOf(Randao(), ForkName.Phase0)),
            new(new byte[96]), new([0xc0, .. new byte[95]]),
        ];
        foreach (var other in others)
        {
            stub.Response = http => http.Response.WriteAsync($$"""{"signature": "{{other}}"}""");
            var outcome = await Reveal(signer);
            Assert.Equal((null, "the signer's signature is not that of the message with the key"), (outcome.Signature, outcome.Refusal));
        }
    }

    [Fact]
    public async Task A_slow_one_costs_its_time_and_a_huge_one_its_bound()
    {
        await using var stub = await StubSigner.Start(Spec, Keys);
        using var signer = await Connect(stub, TimeSpan.FromSeconds(1));
        stub.Response = static async http => await Task.Delay(TimeSpan.FromMinutes(1), http.RequestAborted);
        var watch = Stopwatch.StartNew();
        Assert.Contains("did not answer within 1 s", (await Reveal(signer)).Refusal, StringComparison.Ordinal);

        // One that sends a byte now and then is as late.
        stub.Response = static async http =>
        {
            for (var i = 0; i < 600; i++)
            {
                await http.Response.WriteAsync(" ");
                await http.Response.Body.FlushAsync();
                await Task.Delay(100, http.RequestAborted);
            }
        };
        Assert.Contains("did not answer within 1 s", (await Reveal(signer)).Refusal, StringComparison.Ordinal);
        Assert.InRange(watch.Elapsed.TotalSeconds, 1, 30);
        stub.Response = null;
        using var patient = await Connect(stub, TimeSpan.FromMinutes(1));
        stub.Response = static async http =>
        {
            var kibibyte = new byte[1024];
            while (!http.RequestAborted.IsCancellationRequested)
            {
                await http.Response.Body.WriteAsync(kibibyte, http.RequestAborted);
            }
        };
        Assert.Contains("is longer than", (await Reveal(patient)).Refusal, StringComparison.Ordinal);
        stub.Response = null;
        Assert.Null((await Reveal(patient)).Refusal);
    }

    [Fact]
    public async Task One_that_is_away_is_said_to_be_and_signs_when_it_is_back()
    {
        var stub = await StubSigner.Start(Spec, Keys);
        using var signer = await Connect(stub);
        var url = stub.Url;
        await stub.DisposeAsync();
        Assert.Contains("cannot be reached at http://127.0.0.1:", (await Reveal(signer)).Refusal, StringComparison.Ordinal);
        var (none, failure) = await RemoteSigner.Connect(Options(url), Spec, Chain, ManagedBls.Shared, null);
        Assert.Equal((null, RemoteFailureKind.Unreachable), (none, failure!.Kind));
        await using var back = await StubSigner.Start(Spec, Keys, url.Port);
        Assert.Null((await Reveal(signer)).Refusal);
    }

    [Theory]
    [InlineData(200, "<html>", RemoteFailureKind.NoAnswer)]
    [InlineData(200, "{}", RemoteFailureKind.NoAnswer)]
    [InlineData(200, "[\"0x12\"]", RemoteFailureKind.NoAnswer)]
    [InlineData(200, "[7]", RemoteFailureKind.NoAnswer)]
    [InlineData(200, "[\"\\ud800\"]", RemoteFailureKind.NoAnswer)]
    [InlineData(200, "[", RemoteFailureKind.NoAnswer)]
    [InlineData(200, "", RemoteFailureKind.NoAnswer)]
    [InlineData(404, "", RemoteFailureKind.HttpStatus)]
    [InlineData(500, "", RemoteFailureKind.Failed)]
    public async Task A_list_of_keys_that_is_none_is_refused(int status, string body, RemoteFailureKind kind)
    {
        await using var stub = await StubSigner.Start(Spec, Keys);
        stub.Response = http =>
        {
            http.Response.StatusCode = status;
            return http.Response.WriteAsync(body);
        };
        var (signer, failure) = await RemoteSigner.Connect(Options(stub.Url), Spec, Chain, ManagedBls.Shared, null);
        Assert.Null(signer);
        Assert.Equal(kind, failure!.Kind);
    }

    [Fact]
    public async Task A_key_that_is_no_point_is_refused_and_keys_that_are_given_are_not_asked_for()
    {
        await using var stub = await StubSigner.Start(Spec, Keys);
        var none = $"0x{new string('1', 96)}";
        stub.Response = http => http.Response.WriteAsync($"[\"{none}\"]");
        var (_, failure) = await RemoteSigner.Connect(Options(stub.Url), Spec, Chain, ManagedBls.Shared, null);
        Assert.Contains(none, failure!.Message, StringComparison.Ordinal);
        stub.Response = null;
        using var signer = (await RemoteSigner.Connect(Options(stub.Url), Spec, Chain, ManagedBls.Shared, [Keys.Pubkeys[1]])).Signer!;
        Assert.Equal([Keys.Pubkeys[1]], signer.Pubkeys);
        Assert.Contains("not here", signer.Sign(Randao(), Root.Zero).Now!.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_without_content_is_not_sent()
    {
        await using var stub = await StubSigner.Start(Spec, Keys);
        using var signer = await Connect(stub);
        var bare = new ToSign.Other(Keys.Pubkeys[0], Root.Zero, default);
        Assert.Contains("not of a type", signer.Sign(bare, Root.Zero).Now!.Refusal, StringComparison.Ordinal);
        Assert.Empty(stub.Types);
    }

    private static RemoteSignerOptions Options(Uri url, TimeSpan? timeout = null) => new(url, timeout ?? TimeSpan.FromSeconds(20), 4);

    private static async Task<RemoteSigner> Connect(StubSigner stub, TimeSpan? timeout = null)
    {
        var (signer, failure) = await RemoteSigner.Connect(Options(stub.Url, timeout), Spec, Chain, ManagedBls.Shared, null);
        Assert.Null(failure);
        return signer!;
    }

    private static Task<SigningOutcome> Reveal(RemoteSigner signer) =>
        signer.Sign(Randao(), SigningRootOf(Randao(), ForkName.Phase0)).Later!;
}
