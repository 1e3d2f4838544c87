using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;

namespace StageGen.Scheduling.Tests.Browser;

/// <summary>A headless browser with one page, driven through its DevTools protocol: what a page does when a person uses it.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly string profile = Directory.CreateTempSubdirectory("stagegen-browser").FullName;
    private readonly ClientWebSocket socket = new();
    private readonly List<string> complaints = [];
    private Process? process;
    private int commands;

    /// <summary>What the page has complained about since it was opened: exceptions, errors, things it asked the network for.</summary>
    public IReadOnlyList<string> Complaints => complaints;

    public async Task InitializeAsync()
    {
        using var hurry = new CancellationTokenSource(Patience);
        var start = new ProcessStartInfo(Executable()) { RedirectStandardError = true, RedirectStandardOutput = true };
        // Without a sandbox, since it cannot be had as root or in most containers; the pages are our own.
        foreach (var argument in (string[])
            ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--remote-debugging-port=0",
                $"--user-data-dir={profile}", "about:blank"])
            start.ArgumentList.Add(argument);
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var http = new HttpClient();
        var targets = await http.GetFromJsonAsync<JsonElement>($"http://127.0.0.1:{await Port(hurry.Token)}/json", hurry.Token);
        var page = targets.EnumerateArray().First(target => target.GetProperty("type").GetString() == "page");
        await socket.ConnectAsync(new(page.GetProperty("webSocketDebuggerUrl").GetString()!), hurry.Token);
        foreach (var domain in (string[])["Page", "Runtime", "Log", "Network"]) await Send(domain + ".enable");
    }

    public async Task DisposeAsync()
    {
        socket.Dispose();
        if (process is { } browser)
        {
            browser.Kill(entireProcessTree: true);
            await browser.WaitForExitAsync();
            browser.Dispose();
        }
        try
        {
            Directory.Delete(profile, recursive: true);
        }
        catch (IOException)
        {
            // A process of the browser's that is still on its way out may write once more.
        }
    }

    /// <summary>Opens a file and waits until it has loaded.</summary>
    public async Task Open(string file, int width = 1300, int height = 800, bool dark = false)
    {
        await Send("Emulation.setDeviceMetricsOverride", new { width, height, deviceScaleFactor = 1, mobile = false });
        await Send("Emulation.setEmulatedMedia",
            new { features = new[] { new { name = "prefers-color-scheme", value = dark ? "dark" : "light" } } });
        complaints.Clear();
        await Send("Page.navigate", new { url = new Uri(file).AbsoluteUri });
        await Wait("document.readyState === 'complete' && location.protocol === 'file:'");
    }

    /// <summary>What an expression gives in the page.</summary>
    public async Task<T> Evaluate<T>(string expression)
    {
        var answer = await Send("Runtime.evaluate", new { expression, returnByValue = true, awaitPromise = true });
        if (answer.TryGetProperty("exceptionDetails", out var problem)) throw new InvalidOperationException(problem.ToString());
        return answer.GetProperty("result").TryGetProperty("value", out var value) ? value.Deserialize<T>()! : default!;
    }

    /// <summary>Waits until an expression is true.</summary>
    public async Task Wait(string expression)
    {
        for (var since = Stopwatch.StartNew(); !await Evaluate<bool>(expression); await Task.Delay(10))
            if (since.Elapsed > Patience) throw new TimeoutException($"Not true within {Patience}: {expression}");
    }

    /// <summary>
    /// Moves the pointer, presses or lets go of its button: <c>mouseMoved</c>, <c>mousePressed</c>, <c>mouseReleased</c>.
    /// </summary>
    public Task Mouse(string type, double x, double y, int clicks = 1) =>
        Send("Input.dispatchMouseEvent", new { type, x, y, button = type == "mouseMoved" ? "none" : "left", clickCount = clicks });

    /// <summary>Turns the wheel; away from oneself is negative.</summary>
    public Task Wheel(double x, double y, double turn) =>
        Send("Input.dispatchMouseEvent", new { type = "mouseWheel", x, y, deltaX = 0, deltaY = turn });

    /// <summary>Presses a key that types a character.</summary>
    public Task Key(string key) => Send("Input.dispatchKeyEvent", new { type = "keyDown", key, text = key });

    private async Task<JsonElement> Send(string method, object? parameters = null)
    {
        using var hurry = new CancellationTokenSource(Patience);
        var id = ++commands;
        await socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(new { id, method, @params = parameters ?? new { } }),
            WebSocketMessageType.Text, true, hurry.Token);
        while (true)
        {
            var message = await Receive(hurry.Token);
            if (message.TryGetProperty("method", out var happened)) Note(happened.GetString()!, message.GetProperty("params"));
            if (!message.TryGetProperty("id", out var answered) || answered.GetInt32() != id) continue;
            if (message.TryGetProperty("error", out var error)) throw new InvalidOperationException($"{method}: {error}");
            return message.GetProperty("result");
        }
    }

    private async Task<JsonElement> Receive(CancellationToken cancellation)
    {
        using var message = new MemoryStream();
        var part = new byte[1 << 16];
        while (true)
        {
            var received = await socket.ReceiveAsync(part, cancellation);
            message.Write(part, 0, received.Count);
            if (received.EndOfMessage) return JsonDocument.Parse(message.ToArray()).RootElement;
        }
    }

    private void Note(string method, JsonElement what)
    {
        if (method is "Runtime.exceptionThrown" or "Log.entryAdded") complaints.Add(what.ToString());
        if (method != "Network.requestWillBeSent") return;
        var address = what.GetProperty("request").GetProperty("url").GetString()!;
        if (!address.StartsWith("file:", StringComparison.Ordinal)) complaints.Add(address);
    }

    // The browser writes down which port it chose as soon as it listens there.
    private async Task<string> Port(CancellationToken cancellation)
    {
        var file = Path.Combine(profile, "DevToolsActivePort");
        while (true)
        {
            if (File.Exists(file) && await File.ReadAllLinesAsync(file, cancellation) is [var port, _, ..]) return port;
            if (process!.HasExited)
                throw new InvalidOperationException($"The browser ended with exit code {process.ExitCode} before it listened.");
            await Task.Delay(10, cancellation);
        }
    }

    private static string Executable()
    {
        if (Environment.GetEnvironmentVariable("STAGEGEN_BROWSER") is { Length: > 0 } chosen) return chosen;
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        string[] names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome.exe", "msedge.exe"];
        string[] known =
        [
            .. names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))),
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
            @"C:\Program Files\Google\Chrome\Application\chrome.exe",
            @"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
        ];
        return known.FirstOrDefault(File.Exists) ?? throw new FileNotFoundException(
            "There is no Chromium, Chrome or Edge to open the report in. Install one (sudo apt-get install chromium), or name it in STAGEGEN_BROWSER.");
    }
}
