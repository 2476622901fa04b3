using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;
using Consensoor.Actors.Reporting.Traces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Trace;
using Xunit;

namespace Consensoor.Actors.Tests.Reporting.Traces;

/// <summary>What the variables of OpenTelemetry do, and that traces reach a collector, or harm nobody where there is none.</summary>
public sealed class TraceExportTests
{
    [Fact]
    public async Task SpansReachACollectorOverHttpWithNameAttributesAndHeaders()
    {
        var (bodies, paths) = (new ConcurrentQueue<byte[]>(), new ConcurrentQueue<string>());
        await using var sink = await Sink(async http =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            bodies.Enqueue(body.ToArray());
            paths.Enqueue($"{http.Request.Path} {http.Request.Headers["x-key"]}");
        });
        var warnings = new ConcurrentQueue<string>();
        using var provider = TraceExport.Begin(
            Variables(
                ("OTEL_EXPORTER_OTLP_ENDPOINT", sink.Urls.Single()),
                ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
                ("OTEL_EXPORTER_OTLP_HEADERS", "x-key=secret"),
                ("OTEL_SERVICE_NAME", "my-node"),
                ("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment=devnet%207")),
            "Consensoor/test",
            warnings.Enqueue);
        using (var source = new ActivitySource(BlockTracer.SourceName))
        {
            source.StartActivity("sent to the sink")!.Dispose();
        }

        // True once all that waited is sent, however long that takes on a machine that is busy.
        Assert.True(provider!.ForceFlush(600_000));
        Assert.Contains("/v1/traces secret", paths);
        var text = string.Concat(bodies.Select(Encoding.Latin1.GetString));
        Assert.Contains("sent to the sink", text, StringComparison.Ordinal);
        Assert.Contains("my-node", text, StringComparison.Ordinal);
        Assert.Contains("devnet 7", text, StringComparison.Ordinal);
        Assert.Empty(warnings);
    }

    /// <summary>The same over gRPC without TLS, by the variables of traces, which stand above those of all signals.</summary>
    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_", null)]
    [InlineData("OTEL_EXPORTER_OTLP_", "grpc")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_", "grpc")]
    public async Task SpansReachACollectorOverGrpc(string prefix, string? protocol)
    {
        var calls = new ConcurrentQueue<(string Head, byte[] Body)>();
        await using var sink = await Sink(
            async http =>
            {
                using var body = new MemoryStream();
                await http.Request.Body.CopyToAsync(body);
                var request = http.Request;
                calls.Enqueue(($"{request.Protocol} {request.Path} {request.ContentType} {request.Headers["x-key"]}", body.ToArray()));
                http.Response.ContentType = "application/grpc";
                http.Response.DeclareTrailer("grpc-status");

                // An answer without anything in it, and that all is well.
                await http.Response.Body.WriteAsync(new byte[5]);
                http.Response.AppendTrailer("grpc-status", "0");
            },
            HttpProtocols.Http2);
        var told = new ConcurrentQueue<string>();
        using var troubles = new TraceTroubles(told.Enqueue);
        using var provider = TraceExport.Begin(
            Variables(
                (prefix + "ENDPOINT", sink.Urls.Single()),
                (prefix + "PROTOCOL", protocol),
                (prefix + "HEADERS", "x-key=secret"),
                ("OTEL_EXPORTER_OTLP_TIMEOUT", "600000")),
            "Consensoor/test",
            told.Enqueue);
        using (var source = new ActivitySource(BlockTracer.SourceName))
        {
            source.StartActivity("sent over gRPC")!.Dispose();
        }

        Assert.True(provider!.ForceFlush(600_000));
        Assert.Empty(told);

        // Other tests of the process may have spans of the same source.
        var (head, frame) = calls.First(static call =>
            Encoding.Latin1.GetString(call.Body).Contains("sent over gRPC", StringComparison.Ordinal));
        Assert.Equal("HTTP/2 /opentelemetry.proto.collector.trace.v1.TraceService/Export application/grpc secret", head);

        // Not compressed, and as long as it says.
        Assert.Equal(0, frame[0]);
        Assert.Equal(frame.Length - 5, BinaryPrimitives.ReadInt32BigEndian(frame.AsSpan(1)));
    }

    /// <summary>Headers of the right form that the exporter refuses end no start.</summary>
    [Theory]
    [InlineData("x-key=secret,x-key=secret")]
    [InlineData("x-key=a%2Csecret")]
    [InlineData("User-Agent=secret")]
    public void HeadersThatTheExporterRefusesEndNoStart(string headers)
    {
        var warnings = new List<string>();
        using var provider = TraceExport.Begin(
            Variables(("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1"), ("OTEL_EXPORTER_OTLP_HEADERS", headers)), "v", warnings.Add);
        Assert.Equal(provider is null ? 1 : 0, warnings.Count);
        Assert.All(warnings, static warning => Assert.DoesNotContain("secret", warning, StringComparison.Ordinal));
    }

    /// <summary>The exporter does not read the variables of traces alone by itself.</summary>
    [Fact]
    public async Task TheVariablesOfTracesStandAboveTheOthersOverHttp()
    {
        var heads = new ConcurrentQueue<string>();
        await using var sink = await Sink(http =>
        {
            heads.Enqueue($"{http.Request.Path} {http.Request.Headers["x-key"]}");
            return Task.CompletedTask;
        });
        using var provider = TraceExport.Begin(
            Variables(
                ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1"),
                ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"),
                ("OTEL_EXPORTER_OTLP_HEADERS", "x-key=of-all"),
                ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", $"{sink.Urls.Single()}/as/it/is"),
                ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/protobuf"),
                ("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "x-key=of-traces")),
            "Consensoor/test",
            static warning => Assert.Fail(warning));
        using (var source = new ActivitySource(BlockTracer.SourceName))
        {
            source.StartActivity("sent")!.Dispose();
        }

        Assert.True(provider!.ForceFlush(600_000));
        Assert.Contains("/as/it/is of-traces", heads);
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "GRPC-WEB")]
    [InlineData("OTEL_EXPORTER_OTLP_TIMEOUT", "10s")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "0")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "secret")]
    public void WhatTheExporterCannotDoIsSaidAndNothingIsSent(string variable, string value)
    {
        var warnings = new List<string>();
        Assert.Null(TraceExport.Begin(
            Variables(("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1"), (variable, value)), "v", warnings.Add));
        var warning = Assert.Single(warnings);
        Assert.StartsWith($"{variable} is ", warning, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACollectorThatRefusesIsSaidOnceAndHoldsUpNobody()
    {
        await using var sink = await Sink(static http =>
        {
            http.Response.StatusCode = (int)HttpStatusCode.BadRequest;
            return Task.CompletedTask;
        });
        var told = new ConcurrentQueue<string>();
        using var troubles = new TraceTroubles(told.Enqueue);
        using var provider = TraceExport.Begin(
            Variables(("OTEL_EXPORTER_OTLP_ENDPOINT", sink.Urls.Single()), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")),
            "Consensoor/test",
            told.Enqueue);
        using var source = new ActivitySource(BlockTracer.SourceName);
        for (var round = 0; round < 3; round++)
        {
            // More than the queue holds: what has no room is dropped, and whoever makes it goes on.
            for (var i = 0; i < 4_096; i++)
            {
                source.StartActivity("refused")?.Dispose();
            }

            provider!.ForceFlush(600_000);
        }

        Assert.Single(told);
        Assert.Contains("this is said once", told.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutAnEndpointThereIsNothing()
    {
        Assert.Null(TraceExport.Begin(Variables(("OTEL_SERVICE_NAME", "x")), "v", static _ => { }));
        Assert.Null(TraceExport.EndpointOf(Variables(("OTEL_EXPORTER_OTLP_ENDPOINT", "http://a"), ("OTEL_SDK_DISABLED", "TRUE"))));
        Assert.Null(TraceExport.EndpointOf(Variables(("OTEL_EXPORTER_OTLP_ENDPOINT", "http://a"), ("OTEL_TRACES_EXPORTER", "none"))));
        Assert.Equal("http://t", TraceExport.EndpointOf(Variables(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://a"), ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://t")))?.Value);
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")]
    public void AnEndpointThatIsNoUrlIsSaid(string variable)
    {
        var warnings = new List<string>();
        Assert.Null(TraceExport.Begin(Variables((variable, "collector:4317")), "v", warnings.Add));
        Assert.StartsWith($"{variable} is no ", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, "AlwaysOnSampler", 0)]
    [InlineData("always_off", null, "AlwaysOffSampler", 0)]
    [InlineData("parentbased_always_off", null, "AlwaysOffSampler", 0)]
    [InlineData("parentbased_traceidratio", "0.25", "TraceIdRatioBasedSampler{0.250000}", 0)]
    [InlineData("traceidratio", "2", "AlwaysOnSampler", 1)]
    [InlineData("sometimes", null, "AlwaysOnSampler", 1)]
    public void SamplersAreThoseOfTheVariables(string? name, string? argument, string sampler, int warnings)
    {
        var told = new List<string>();
        var made = TraceExport.SamplerOf(Variables(("OTEL_TRACES_SAMPLER", name), ("OTEL_TRACES_SAMPLER_ARG", argument)), told.Add);
        Assert.Equal(sampler, made.Description);
        Assert.Equal(warnings, told.Count);
    }

    private static IConfiguration Variables(params IEnumerable<(string Key, string? Value)> values) => new ConfigurationBuilder()
        .AddInMemoryCollection(values.Select(static value => KeyValuePair.Create(value.Key, value.Value)))
        .Build();

    private static async Task<WebApplication> Sink(RequestDelegate take, HttpProtocols protocols = HttpProtocols.Http1)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = protocols));
        var sink = builder.Build();
        sink.Run(take);
        await sink.StartAsync();
        return sink;
    }
}
