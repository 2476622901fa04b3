using System.Net;
using System.Text.Json;
using Akka.Actor;
using Akka.TestKit;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Page;
using Consensoor.Actors.Tests.Validators;
using Consensoor.Messages;
using Xunit;

namespace Consensoor.Actors.Tests.Page;

/// <summary>The files of the page as they are served: types, policy, tags, methods, and nothing but these files.</summary>
public sealed class PageRouteTests : PatientKit
{
    private Task<PageServer> Server(HttpCallers? callers = null) => PageServer.Start(
        new PlannedChain().ViewIn(1, isEarly: true), ActorRefs.Nobody, ActorRefs.Nobody, callers);

    [Fact]
    public async Task EachFileHasItsTypeATagAndAPolicyThatLetsInNothingElse()
    {
        await using var server = await Server();
        foreach (var (path, type) in new[]
        {
            ("/", "text/html"), ("/page/main.js", "text/javascript"), ("/page/base.css", "text/css"), ("/page/icon.svg", "image/svg+xml"),
        })
        {
            using var answer = await server.Send("GET", path);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(type, answer.Content.Headers.ContentType!.MediaType);
            Assert.NotEmpty(await answer.Content.ReadAsByteArrayAsync());
            var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
            Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';", policy);
            Assert.EndsWith("base-uri 'none'; form-action 'none'; frame-ancestors 'none'", policy);
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));

            // Who has it is told so; who has another gets it.
            using var known = await server.Send("GET", path, ("If-None-Match", $"\"other\", W/{answer.Headers.ETag}"));
            Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
            Assert.Empty(await known.Content.ReadAsByteArrayAsync());
            Assert.Equal(answer.Headers.ETag, known.Headers.ETag);
            using var other = await server.Send("GET", path, ("If-None-Match", "\"other\""));
            Assert.Equal(HttpStatusCode.OK, other.StatusCode);

            using var head = await server.Send("HEAD", path);
            Assert.Equal((HttpStatusCode.OK, answer.Content.Headers.ContentLength), (head.StatusCode, head.Content.Headers.ContentLength));
            Assert.Empty(await head.Content.ReadAsByteArrayAsync());
            using var post = await server.Send("POST", path);
            Assert.Equal(HttpStatusCode.MethodNotAllowed, post.StatusCode);
            Assert.Equal(["GET", "HEAD"], post.Content.Headers.Allow);
        }
    }

    [Theory]
    [InlineData("/page/")]
    [InlineData("/page/none.js")]
    [InlineData("/page/MAIN.js")]
    [InlineData("/page/..%2fmain.js")]
    [InlineData("/page/..%2f..%2fhocon%2freference.conf")]
    [InlineData("/page/%2e%2e/%2e%2e/etc/passwd")]
    [InlineData("/page/%2fetc%2fpasswd")]
    [InlineData("/page/main.js%00.css")]
    [InlineData("/page/Consensoor.Actors.hocon.reference.conf")]
    [InlineData("/index.html")]
    public async Task WhatIsNoFileOfThePageIsNotServed(string path)
    {
        await using var server = await Server();
        using var answer = await server.Send("GET", path);
        Assert.True(answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest, $"{answer.StatusCode}");
    }

    /// <summary>Only origins get into the policy, so that nobody writes a header by a link.</summary>
    [Theory]
    [InlineData("http://10.0.0.7:5052,https://node.example", "http://10.0.0.7:5052 https://node.example")]
    [InlineData("http://a:1/path,http://u:p@b:1,ftp://c,javascript:x,*,http://*:5052,'unsafe-inline'", "")]
    [InlineData("http://a:1; script-src *", "")]
    [InlineData("http://b\u00fccher.example:5052,http://\u0430:1,http://a:1", "http://a:1")]
    [InlineData("http://a:1\r\nSet-Cookie: x=y", "")]
    [InlineData("", "")]
    public void OtherNodesAreOrigins(string nodes, string expected) =>
        Assert.Equal(expected, string.Join(' ', PageNodes.Of(nodes, "127.0.0.1", [])));

    [Fact]
    public async Task AHostInOtherLettersIsLeftOutOfThePolicy()
    {
        await using var server = await Server();
        using var answer = await server.Send("GET", "/?nodes=http://b%C3%BCcher.example:5052,http://%D0%B0:1");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("connect-src 'self';", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")));
    }

    [Fact]
    public void NodesOfTheProcessAreOnTheHostThatWasAskedAndFew()
    {
        Assert.Equal(["http://x:9", "http://[::1]:5052", "http://[::1]:5053"], PageNodes.Of("http://x:9", "[::1]", [5052, 5053]));
        Assert.Equal(PageNodes.Most, PageNodes.Of(null, "h", [.. Enumerable.Range(1, 99)]).Count);
    }

    [Fact]
    public async Task PagesOfElsewhereReadNothingAndThoseThatAreListedOrOfTheProcessDo()
    {
        var callers = new HttpCallers { Origins = new HashSet<string> { "http://board.example:3000" }, Siblings = [5052, 5053] };
        await using var server = await Server(callers);
        Assert.Equal("http://board.example:3000", await AllowedTo("GET", "http://board.example:3000"));
        Assert.Equal("http://127.0.0.1:5053", await AllowedTo("GET", "http://127.0.0.1:5053"));
        Assert.Equal("http://127.0.0.1:5053", await AllowedTo("HEAD", "http://127.0.0.1:5053"));
        Assert.Null(await AllowedTo("POST", "http://127.0.0.1:5053"));
        Assert.Null(await AllowedTo("GET", "http://127.0.0.1:5054"));
        Assert.Null(await AllowedTo("GET", "http://other.example:5053"));
        Assert.Null(await AllowedTo("GET", "null"));

        async Task<string?> AllowedTo(string method, string origin)
        {
            using var answer = await server.Send(method, "/consensoor/v1/overview", ("Origin", origin));
            Assert.Equal("Origin", Assert.Single(answer.Headers.Vary));
            return answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var allowed) ? Assert.Single(allowed) : null;
        }
    }

    /// <summary>A browser sends POST for any page; who is no page says no origin. A path that takes no POST answers 405.</summary>
    [Theory]
    [InlineData("POST", null, 405)]
    [InlineData("POST", "own", 405)]
    [InlineData("POST", "http://other.example", 403)]
    [InlineData("POST", "http://board.example:3000", 403)]
    [InlineData("POST", "http://127.0.0.1:5053", 403)]
    [InlineData("POST", "null", 403)]
    [InlineData("DELETE", "http://other.example", 403)]
    [InlineData("OPTIONS", "http://board.example:3000", 403)]
    [InlineData("GET", "http://other.example", 200)]
    [InlineData("HEAD", "http://other.example", 200)]
    public async Task PagesOfElsewhereDoNoMoreThanRead(string method, string? origin, int status)
    {
        var callers = new HttpCallers { Origins = new HashSet<string> { "http://board.example:3000" }, Siblings = [5052, 5053] };
        await using var server = await Server(callers);
        (string, string)[] headers = origin is null
            ? []
            : [("Origin", origin == "own" ? server.Http.BaseAddress!.GetLeftPart(UriPartial.Authority) : origin)];
        using var answer = await server.Send(method, "/consensoor/v1/overview", headers);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    /// <summary>A body without a type is JSON here, and no browser asks before it sends one.</summary>
    [Fact]
    public async Task APageOfElsewhereSetsNoFeeRecipient()
    {
        var proposers = CreateTestProbe();
        proposers.SetAutoPilot(new DelegateAutoPilot((sender, _) =>
        {
            sender.Tell(new ProposersPrepared(1, 0), proposers);
            return AutoPilot.KeepRunning;
        }));
        await using var server = await PageServer.Start(
            new PlannedChain().ViewIn(1, isEarly: true),
            ActorRefs.Nobody,
            ActorRefs.Nobody,
            new HttpCallers(),
            Api.ApiServer.Ports(proposers: proposers));
        Assert.Equal(HttpStatusCode.Forbidden, await Prepare("http://other.example"));
        proposers.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Assert.Equal(HttpStatusCode.OK, await Prepare(null));
        proposers.ExpectMsg<PrepareProposers>();

        async Task<HttpStatusCode> Prepare(string? origin)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/eth/v1/validator/prepare_beacon_proposer")
            {
                Content = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(
                    $$"""[{"validator_index":"1","fee_recipient":"0x{{new string('a', 40)}}"}]""")),
            };
            if (origin is not null)
            {
                request.Headers.Add("Origin", origin);
            }

            using var answer = await server.Http.SendAsync(request);
            return answer.StatusCode;
        }
    }

    /// <summary>A page of elsewhere whose name was made to lead here is not served, where only this machine may call.</summary>
    [Theory]
    [InlineData("", "127.0.0.1", "rebound.example", 421)]
    [InlineData("", "127.0.0.1", "localhost", 200)]
    [InlineData("", "127.0.0.1", "node.localhost", 200)]
    [InlineData("", "127.0.0.1", "10.1.2.3", 200)]
    [InlineData("", "127.0.0.1", "[::1]", 200)]
    [InlineData("", "0.0.0.0", "cl-1-consensoor", 200)]
    [InlineData("beacon", "0.0.0.0", "cl-1-consensoor", 421)]
    [InlineData("Beacon, other", "127.0.0.1", "BEACON", 200)]
    public async Task ANameThatIsNotOursIsRefusedWhereItMatters(string hosts, string address, string host, int status)
    {
        var config = Akka.Configuration.ConfigurationFactory.ParseString($"http.hosts = \"{hosts}\", http.origins = \"\"");
        await using var server = await Server(HttpCallers.From(config, IPAddress.Parse(address), []));
        using var answer = await server.Send("GET", "/", ("Host", $"{host}:5052"));
        Assert.Equal(status, (int)answer.StatusCode);
        if (status != 200)
        {
            using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            Assert.Equal(status, body.RootElement.GetProperty("code").GetInt32());
        }
    }

    [Theory]
    [InlineData("origins", "http://a:1, https://b.example", true)]
    [InlineData("origins", "*", false)]
    [InlineData("origins", "http://a:1/", false)]
    [InlineData("origins", "a:1", false)]
    [InlineData("hosts", "beacon, 10.0.0.1", true)]
    [InlineData("hosts", "http://beacon", false)]
    [InlineData("hosts", "be acon", false)]
    public void SettingsAreChecked(string setting, string value, bool isTaken)
    {
        NodeHocon Load() => NodeHocon.Load("reference", null, [new HoconSetting($"consensoor.http.{setting}", value, "--x")]);
        if (isTaken)
        {
            Assert.Empty(Load().Warnings);
        }
        else
        {
            Assert.Throws<NodeStartException>(Load);
        }
    }
}
