using System.Net;
using System.Text;
using Consensoor.Actors.Tests.Hosting.Checkpoints;
using Consensoor.Interop.BeaconApi;
using Consensoor.Interop.Texts;
using CsCheck;
using Xunit;

namespace Consensoor.Actors.Tests.Remote;

/// <summary>What exchanges with beacon nodes come to whose bytes are right or wrong, over a socket.</summary>
public sealed class BeaconHttpTests
{
    private static readonly BeaconBounds Bounds = new(1_000, 20, TimeSpan.FromMinutes(1));
    private static readonly BeaconRequest Question = new(HttpMethod.Get, "asked", BeaconRequest.Json);

    public static TheoryData<string> Wrong => [.. Answers.Keys];

    private static Dictionary<string, (BeaconProblem Problem, string Says, RawReply Reply)> Answers { get; } = new()
    {
        ["tells too much"] = (BeaconProblem.TooLong, "1001 bytes, at most 1000", RawServer.Reply(new byte[1_001])),
        ["sends without end"] = (BeaconProblem.TooLong, "more than 1000 bytes", new(
            [.. "HTTP/1.1 200 x\r\nConnection: close\r\n\r\n"u8, .. new byte[1 << 20]], Hangs: true)),
        ["ends early"] = (BeaconProblem.Truncated, "ends before", new([.. RawServer.Head(900), .. new byte[5]])),
        ["speaks no HTTP"] = (BeaconProblem.Unreachable, "", new("SSH-2.0-x\r\n\r\n"u8.ToArray())),
        ["sends elsewhere"] = (BeaconProblem.Redirect, "http://elsewhere/", RawServer.Reply([], "x/y", 307, "Location: http://elsewhere/")),
        ["sends nowhere"] = (BeaconProblem.Redirect, "nowhere", RawServer.Reply([], "x/y", 301)),
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task WhatIsNoAnswerIsRefusedWithItsKind(string wrong)
    {
        var (problem, says, reply) = Answers[wrong];
        await using var node = new RawServer(_ => reply);
        using var http = Client();
        var refusal = (await http.Send(new BeaconServer(node.Url), Question, Bounds)).Refusal;
        Assert.Equal(problem, refusal?.Problem);
        Assert.Contains(says, refusal!.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    public async Task WhoNeverAnswersIsGivenUp(int? silence)
    {
        await using var node = new RawServer(static _ => new RawReply([.. RawServer.Head(900), .. new byte[5]], Hangs: true));
        using var http = Client();
        var bounds = Bounds with
        {
            Answer = silence is null ? TimeSpan.FromSeconds(1) : TimeSpan.FromMinutes(5),
            Silence = silence is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        };
        var refusal = (await http.Send(new BeaconServer(node.Url), Question, bounds)).Refusal;
        Assert.Equal(BeaconProblem.TooSlow, refusal?.Problem);
        Assert.Contains(silence is null ? "has not answered" : "sends nothing", refusal!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARefusalIsReadByItsFirstWordsAndAnAnswerByItsHeadersFirst()
    {
        await using var node = new RawServer(static path => path == "/asked"
            ? RawServer.Reply(Encoding.ASCII.GetBytes(new string('a', 500)), "text/plain", 400) : RawServer.Reply(new byte[900], "x/y"));
        using var http = Client();
        var server = new BeaconServer(node.Url);
        var reply = await http.Send(server, Question, Bounds);
        Assert.Equal((HttpStatusCode.BadRequest, 20), (reply.Status, reply.Body.Length));
        var against = new BeaconRefusal(BeaconProblem.MediaType, "not that");
        Assert.Same(against, (await http.Send(server, Question with { Path = "other", Judge = _ => against }, Bounds)).Refusal);
        Assert.Empty((await http.Send(server, Question with { Path = "other", ReadsBody = false }, Bounds)).Body);
    }

    [Fact]
    public async Task ACallerThatGoesHearsOfItsOwnCancellationAlone()
    {
        await using var node = new RawServer(static _ => new RawReply([], Hangs: true));
        using var http = Client();
        using var stop = new CancellationTokenSource();
        var asked = http.Send(new BeaconServer(node.Url), Question, Bounds, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
    }

    [Fact]
    public async Task AValidatorsNodeIsNotFollowedElsewhereAndItsWordsMayStandInALog()
    {
        await using var other = new RawServer(static _ => RawServer.Reply("{}"u8.ToArray(), "application/json"));
        await using var first = new RawServer(_ => RawServer.Reply([], "x/y", 302, $"Location: {other.Url}"));
        await using var second = new RawServer(static _ => RawServer.Reply(
            Encoding.UTF8.GetBytes("{\"message\":\"no\\u001b[2J\\u202E\\nway\"}"), "application/json", 400));
        using var client = new BeaconClient([first.Url, second.Url], TimeProvider.System);
        var reading = await client.Ask([0, 1], BeaconQuestion.Get("asked"), TimeSpan.FromMinutes(1));
        Assert.Empty(other.Asked);
        Assert.Contains("where nobody follows", Assert.Single(reading.Failed).Problem, StringComparison.Ordinal);
        Assert.EndsWith(@"answers 400: no\u001B[2J\u202E\u000Away", reading.Answer.Reason(), StringComparison.Ordinal);
    }

    [Fact]
    public void ShownWordsHaveNothingThatMovesACursorAndAreShort() => Gen.OneOf(
        Gen.Char['\0', '\uffff'], Gen.Char['\0', '\u00a0'], Gen.Char['\u2020', '\u2070']).Array[0, 400].Sample(static letters =>
    {
        var text = new string(letters);
        var shown = SafeText.Shown(text);
        Assert.DoesNotContain(shown, static letter => (char.IsControl(letter) && letter != '\t')
            || letter is '\u2028' or '\u2029' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069'));
        Assert.True(text.Length <= SafeText.Most ? shown == SafeText.Escape(text) : shown.EndsWith('…'));
        Assert.True(shown.Length <= (6 * SafeText.Most) + 1);
    });

    [Fact]
    public async Task AConnectionThatDoesNotComeIsNoSlowAnswer()
    {
        using var handler = new NeverConnecting();
        using var http = new BeaconHttp(TimeProvider.System, TimeSpan.FromSeconds(2), handler);
        var refusal = (await http.Send(new BeaconServer(new Uri("http://node/")), Question, Bounds)).Refusal;
        Assert.Equal(new BeaconRefusal(BeaconProblem.Unreachable, "no connection within 2 s"), refusal);
    }

    private sealed class NeverConnecting : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromException<HttpResponseMessage>(new TaskCanceledException("", new TimeoutException()));
    }

    private static BeaconHttp Client() => new(TimeProvider.System, TimeSpan.FromSeconds(30));
}
