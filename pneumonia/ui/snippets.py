"""The examples for developers, as the page shows them; a test runs each as it is printed, with ``ADDRESS`` put in."""

#: Stands for the page's own address until the browser fills it in.
ADDRESS = "http://127.0.0.1:7860"

PYTHON = f"""\
from gradio_client import Client, handle_file  # pip install gradio_client

client = Client("{ADDRESS}")
print(client.predict(handle_file("xray.jpg"), api_name="/predict"))
"""

PYTHON_GRADCAM = f"""\
from gradio_client import Client, handle_file

client = Client("{ADDRESS}")
picture, report, cam = client.predict(handle_file("xray.jpg"), api_name="/gradcam")
print("overlay saved as", picture)
strongest = max(max(row) for row in cam["values"])  # + speaks for PNEUMONIA
print(report["label"], cam["shape"], strongest)
"""

JAVASCRIPT = f"""\
// npm install @gradio/client
import {{ Client, handle_file }} from "@gradio/client";

const app = await Client.connect("{ADDRESS}");
const xray = handle_file("xray.jpg"); // in a web page: a File or Blob from a form
const {{ data: [report] }} = await app.predict("/predict", {{
  image: xray,
  operating_point: "screening",
}});
console.log(report.label, report.probability, report.advice);
process.exit(); // only in Node.js, where the client's open connection would keep it waiting
"""

# Each answer is looked at before it is used; the last one, with what went wrong in it, is shown where that ends early.
# Comments stand before it, because Z shell takes none between commands, and no ``exit``, which would close a shell.
CURL = f"""\
BASE={ADDRESS}/gradio_api
# 1. Upload the image; the answer is a list of its path on the server.
# 2. Ask for a prediction; the answer is the number of the call.
# 3. Fetch the report.
SAID=$(curl -sS --fail-with-body -F 'files=@"xray.jpg"' $BASE/upload) && FILE=${{SAID#?}} &&
SAID=$(curl -sS --fail-with-body $BASE/call/v2/predict -H "Content-Type: application/json" \\
  -d '{{"image": {{"path": '"${{FILE%?}}"', "meta": {{"_type": "gradio.FileData"}}}}}}') &&
curl -sS "$BASE/call/predict/$(echo "$SAID" | cut -d '"' -f 4)" || echo "$SAID"
"""

MCP = f"""\
{{
  "mcpServers": {{
    "pneumonia": {{
      "url": "{ADDRESS}/gradio_api/mcp/"
    }}
  }}
}}
"""
