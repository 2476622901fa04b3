using System.Collections.Concurrent;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Tests.Architecture;
using Consensoor.Actors.Tests.Network;
using Microsoft.Playwright;
using Serilog.Events;
using Xunit;

namespace Consensoor.Actors.Tests.Page;

/// <summary>
/// The page in headless Chromium over a devnet whose payloads are withheld now and then: panels fill, keys reach them, nothing of
/// strangers is run, no other host is asked, and it is legible in the dark and on a phone. Pictures go to artifacts/page.
/// </summary>
[Trait("Category", RealTimeTests.Category)]
[Collection(RealTimeTests.Name)]
public sealed class PageBrowserTests
{
    private const string Hostile = "<img src=x onerror=alert(1)>";
    private const float Patience = 120_000;

    private static readonly string[] Panels = ["tree", "slots", "refusals", "duties", "bids", "peers", "actors", "storage"];

    [BrowserFact]
    public async Task ThePageShowsADevnetAndIsReachedByKeysAlone()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        var port = FreePort.Next();
        var options = new DevnetOptions(1, 16, 1_000, GloasFromGenesis: true, Reset: false, folder, port, 0, null, LogEventLevel.Error)
        {
            Settings =
            [
                new HoconSetting(ValidatorOptions.GraffitiPath, Hostile, "--graffiti"),
                new HoconSetting("consensoor.http.origins", $"http://127.0.0.1:{port}", "--origins"),
                new HoconSetting("consensoor.faults.enabled", "on", "--faults"),
                new HoconSetting("consensoor.faults.plan", "withhold-payload slots=2-40 probability=0.5 seed=3", "--plan"),
            ],
        };
        using var stop = new CancellationTokenSource();
        var run = DevnetHost.Run(options, stop.Token);
        try
        {
            await Shown(port);
        }
        finally
        {
            await stop.CancelAsync();
            Assert.Equal(0, await run);
        }
    }

    private static async Task Shown(int port)
    {
        await Answers(port);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = BrowserFactAttribute.Browser, Args = ["--no-sandbox", "--disable-gpu"],
        });
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = 1440, Height = 900 }, ColorScheme = ColorScheme.Light,
        });
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(Patience);
        var (complaints, asked) = (new ConcurrentQueue<string>(), new ConcurrentDictionary<string, bool>());
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                complaints.Enqueue(message.Text);
            }
        };
        page.PageError += (_, error) => complaints.Enqueue(error);
        page.Dialog += (_, dialog) => complaints.Enqueue($"a dialog: {dialog.Message}");
        page.Request += (_, request) => asked[new Uri(request.Url).Authority] = true;

        // The same node under another name stands beside itself.
        await page.GotoAsync($"http://127.0.0.1:{port}/?nodes=http://localhost:{port}");
        await Until(page, "document.querySelectorAll('#tree .block').length >= 6");
        await Until(page, "document.querySelectorAll('#slots .row').length >= 6");
        await Until(page, "document.querySelectorAll('#nodes tbody tr').length == 2");
        await Until(
            page, "[...document.querySelectorAll('#nodes tbody tr')].every(row => /[0-9a-f]{8}/.test(row.textContent))");
        await Until(page, $"document.querySelector('#slots').textContent.includes('{Hostile}')");
        await Until(page, "document.querySelector('#duties .bad') !== null");
        await Until(page, "document.querySelector('#duties').textContent.includes('on purpose')");
        await Until(page, "document.querySelectorAll('#actors tbody tr').length > 30");
        Assert.Equal("live", await page.TextContentAsync("#link"));
        Assert.True(
            await page.EvaluateAsync<bool>("document.querySelector('#tree .block.lost') !== null"), "no payload is shown as missing");
        Assert.Equal(1, await page.Locator("#tree .block.head").CountAsync());

        await KeysReachAll(page);
        await WhyIsOneClickAway(page);
        Assert.Equal(0, await page.Locator("img").CountAsync());
        await Save(page, "light");
        Assert.Empty(await Faint(page));

        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark });
        Assert.Empty(await Faint(page));
        await Save(page, "dark");
        await page.Keyboard.PressAsync("t");
        Assert.Equal("light", await page.EvaluateAsync<string>("document.documentElement.dataset.theme"));
        Assert.Empty(await Faint(page));
        await OtherNodesAreShownAsThemselves(page);

        await page.SetViewportSizeAsync(360, 740);
        Assert.Equal(360, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        await Save(page, "phone");
        Assert.Empty(complaints);
        Assert.Equal([$"127.0.0.1:{port}", $"localhost:{port}"], asked.Keys.Order());
        await WhatStandsStillSaysSo(page);
    }

    // Each panel says since when it has had no answer, and no more once there is one.
    private static async Task WhatStandsStillSaysSo(IPage page)
    {
        await page.RouteAsync("**/consensoor/**", static route => route.AbortAsync());
        await Until(
            page, "[...document.querySelectorAll('.panel:not(#nodes) .late')].every(late => /^as of/.test(late.textContent))");
        await Until(page, "/as of \\d\\d:/.test(document.querySelector('#link[data-bad=true]')?.textContent)");
        await Save(page, "still");
        Assert.Empty(await Faint(page));
        await page.UnrouteAsync("**/consensoor/**");
        await Until(page, "document.querySelector('#link').textContent === 'live'");
        await Until(page, "[...document.querySelectorAll('.late')].every(late => late.textContent === '')");
    }

    // Playwright's own wait makes a function of text, which the page's policy does not let.
    private static async Task Until(IPage page, string holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(Patience));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!await page.EvaluateAsync<bool>($"Boolean({holds})"))
        {
            try
            {
                await timer.WaitForNextTickAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                await Save(page, "failed");
                Assert.Fail($"this did not come to hold: {holds}");
            }
        }
    }

    private static async Task KeysReachAll(IPage page)
    {
        foreach (var (index, panel) in Panels.Index())
        {
            await page.Keyboard.PressAsync($"{index + 1}");
            Assert.Equal(panel, await page.EvaluateAsync<string>("document.activeElement.id"));
        }

        // From the panel of the tree on Tab leads to its button, then to the block that is chosen, arrows from there, and Enter to its why.
        await page.Keyboard.PressAsync("1");
        await page.Keyboard.PressAsync("Tab");
        for (var i = 0; i < 3 && !await IsOnBlock(); i++)
        {
            await page.Keyboard.PressAsync("Tab");
        }

        Assert.True(await IsOnBlock(), "Tab does not lead to a block");
        var first = await page.EvaluateAsync<string>("document.activeElement.dataset.root");
        await page.Keyboard.PressAsync("ArrowLeft");
        Assert.NotEqual(first, await page.EvaluateAsync<string>("document.activeElement.dataset.root"));
        await page.Keyboard.PressAsync("Enter");
        await Until(page, "document.querySelector('#why[open] strong') !== null");
        await page.Keyboard.PressAsync("Escape");
        Assert.Equal(0, await page.Locator("#why[open]").CountAsync());

        Task<bool> IsOnBlock() => page.EvaluateAsync<bool>("document.activeElement.classList.contains('block')");
    }

    private static async Task WhyIsOneClickAway(IPage page)
    {
        await page.Locator("#duties tr", new PageLocatorOptions { HasTextString = "on purpose" }).First.Locator("button").ClickAsync();
        await Until(page, "document.querySelector('#why[open]')?.textContent.includes('on purpose')");
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("w");
        await Until(page, "document.querySelector('#why[open]')?.textContent.includes('weighed')");
        await page.Keyboard.PressAsync("Escape");
    }

    // What was asked of the node before is gone at once, and the other one's answers stand in all panels.
    private static async Task OtherNodesAreShownAsThemselves(IPage page)
    {
        await page.Locator("#nodes button", new PageLocatorOptions { HasTextString = "localhost" }).ClickAsync();
        await Until(page, "/head/.test(document.querySelector('#facts').textContent)");
        await Until(
            page,
            "[...document.querySelectorAll('section.panel .body > div')].every(body => !body.hidden && body.childElementCount > 0)");
        Assert.StartsWith("http://localhost:", await page.InputValueAsync("#node"), StringComparison.Ordinal);
    }

    /// <summary>Text that has less contrast to what is behind it than 4.5 to 1 (WCAG 2.2, 1.4.3).</summary>
    private static Task<string[]> Faint(IPage page) => page.EvaluateAsync<string[]>(
        """
        () => {
          const parse = color => (color.match(/[\d.]+/g) ?? []).map(Number);
          const light = ([r, g, b]) => [r, g, b].map(v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
            .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
          const behind = element => {
            for (let at = element; at; at = at.parentElement) {
              const color = parse(getComputedStyle(at).backgroundColor);
              if (color.length === 3 || color[3] === 1) {
                return color;
              }
            }
            return [255, 255, 255];
          };
          const found = [];
          for (const element of document.querySelectorAll('body *')) {
            const style = getComputedStyle(element);
            const isText = [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim() !== '');
            if (isText && element.getClientRects().length > 0 && style.visibility === 'visible') {
              const isDrawn = element instanceof SVGElement;
              const [a, b] = [
                light(parse(isDrawn ? style.fill : style.color)),
                light(behind(isDrawn ? element.closest('svg').parentElement : element))];
              const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
              if (contrast < 4.5) {
                const name = `${element.tagName} ${element.getAttribute('class')}`;
                found.push(`${name} '${element.textContent.slice(0, 40)}' ${contrast.toFixed(2)}`);
              }
            }
          }
          return [...new Set(found)].slice(0, 10);
        }
        """);

    private static Task Save(IPage page, string name)
    {
        var file = Path.Combine(Repository.Root, "artifacts", "page", $"{name}.png");
        return page.ScreenshotAsync(new PageScreenshotOptions { Path = file, FullPage = true });
    }

    private static async Task Answers(int port)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(Patience));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        while (await timer.WaitForNextTickAsync(patience.Token))
        {
            try
            {
                using var answer = await http.GetAsync("/consensoor/v1/overview", patience.Token);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not up yet.
            }
        }
    }
}
