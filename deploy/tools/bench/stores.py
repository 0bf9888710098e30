"""What registries keep their content in: a directory, or a cloud's store that runs here as a child process."""
import base64
import hashlib
import hmac
import http.client
import os
import shutil
import subprocess
from email.utils import formatdate

from servers import CHECKOUT, Server, pinned

BUCKET = "registry"
ACCESS_KEY = "stowage-bench"
SECRET_KEY = "stowage-bench-secret"


class Directory:
    """Files in memory (tmpfs). Each store tells each registry how to reach it, in that registry's own words."""

    def __init__(self, folder):
        self.root = os.path.join(folder, "data")

    def cpu(self):
        """It is no process."""
        return 0.0

    def stowage(self):
        """Environment."""
        return {"STOWAGE_STORAGE_KIND": "directory", "STOWAGE_STORAGE_DIRECTORY_ROOT": self.root}

    def distribution(self):
        """A line of YAML below `storage`."""
        return f"filesystem: {{rootdirectory: {self.root}}}"

    def zot(self):
        """What goes into `storage`, besides `rootDirectory`."""
        return {}


class Store(Server):
    """A store with one bucket, empty when it starts. Its content is in memory (tmpfs)."""

    pushes = False
    peers = ("distribution", "zot")
    """The registries beside Stowage that can be told where it is."""
    missing = ""
    """Why another is not."""
    unsigned = ()
    """Those whose signed URLs it does not take."""
    probe = "/"

    def answers(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", self.probe)
            return connection.getresponse().status < 500
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


class S3(Store):
    """What is said of everything that speaks S3."""

    def stowage(self):
        return {
            "STOWAGE_STORAGE_KIND": "s3",
            "STOWAGE_STORAGE_S3_BUCKET": BUCKET,
            "STOWAGE_STORAGE_S3_ENDPOINT": self.base,
            "STOWAGE_STORAGE_S3_ACCESS_KEY": ACCESS_KEY,
            "STOWAGE_STORAGE_S3_SECRET_KEY": SECRET_KEY,
        }

    def distribution(self):
        return (
            f"s3: {{bucket: {BUCKET}, region: us-east-1, regionendpoint: '{self.base}', forcepathstyle: true, secure: false, "
            f"accesskey: {ACCESS_KEY}, secretkey: {SECRET_KEY}}}"
        )

    def zot(self):
        return {
            "storageDriver": {
                "name": "s3", "rootdirectory": "/zot", "bucket": BUCKET, "region": "us-east-1", "regionendpoint": self.base,
                "forcepathstyle": True, "secure": False, "skipverify": False, "accesskey": ACCESS_KEY, "secretkey": SECRET_KEY,
            }
        }


class S3Proxy(S3):
    name = "S3Proxy"

    @staticmethod
    def jar():
        """The build brings it, in the version that storage-s3/pom.xml names."""
        path = os.path.join(CHECKOUT, "storage-s3/target/servers/s3proxy.jar")
        if not os.path.exists(path):
            bring = ["./mvnw", "-q", "-B", "-Dquick", "-pl", "storage-s3", "-am", "generate-test-resources"]
            subprocess.run(bring, cwd=CHECKOUT)
            if not os.path.exists(path):
                raise SystemExit(f"{path} is not there; bring it with: {' '.join(bring)}")
        return path

    def command(self):
        os.makedirs(os.path.join(self.folder, "data", BUCKET))
        settings = os.path.join(self.folder, "s3proxy.conf")
        with open(settings, "w") as out:
            out.write(
                f"s3proxy.endpoint={self.base}\ns3proxy.authorization=aws-v2-or-v4\n"
                f"s3proxy.identity={ACCESS_KEY}\ns3proxy.credential={SECRET_KEY}\n"
                "jclouds.provider=filesystem\njclouds.identity=none\njclouds.credential=none\n"
                f"jclouds.filesystem.basedir={self.folder}/data\n"
            )
        return [java(), "-Xmx512m", "-XX:+UseSerialGC", "-jar", self.jar(), "--properties", settings], {}


class Minio(S3):
    name = "MinIO"
    probe = "/minio/health/ready"

    def command(self):
        os.makedirs(os.path.join(self.folder, "data", BUCKET))
        return [pinned("minio"), "server", "--quiet", "--address", f"127.0.0.1:{self.port}", f"{self.folder}/data"], {
            "MINIO_ROOT_USER": ACCESS_KEY,
            "MINIO_ROOT_PASSWORD": SECRET_KEY,
            "MINIO_BROWSER": "off",
            "MINIO_UPDATE": "off",
            "HOME": self.folder,
        }


class Azurite(Store):
    """Microsoft's emulator of Azure Blob Storage, with the account and key that it always has."""

    name = "Azurite"
    unsigned = ("distribution", "zot")
    account = "devstoreaccount1"
    key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="

    def command(self):
        return [
            pinned("azurite"), "--blobHost=127.0.0.1", f"--blobPort={self.port}", f"--location={self.folder}/data",
            "--silent", "--disableTelemetry", "--skipApiVersionCheck",
        ], {}

    def start(self):
        taken = super().start()
        self.create_container()
        return taken

    def create_container(self):
        """Signed by the scheme `SharedKey` of Azure Storage."""
        headers = {"x-ms-date": formatdate(usegmt=True), "x-ms-version": "2021-12-02"}
        resource = f"/{self.account}/{self.account}/{BUCKET}\nrestype:container"
        text = "PUT" + "\n" * 12 + "".join(f"{name}:{value}\n" for name, value in headers.items()) + resource
        signature = hmac.new(base64.b64decode(self.key), text.encode(), hashlib.sha256).digest()
        headers["Authorization"] = f"SharedKey {self.account}:{base64.b64encode(signature).decode()}"
        headers["Content-Length"] = "0"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("PUT", f"/{self.account}/{BUCKET}?restype=container", headers=headers)
        answer = connection.getresponse()
        if answer.status != 201:
            raise SystemExit(f"Azurite makes no container: {answer.status} {answer.read()[:500]!r}")
        connection.close()

    @property
    def endpoint(self):
        return f"{self.base}/{self.account}"

    def stowage(self):
        return {
            "STOWAGE_STORAGE_KIND": "azure",
            "STOWAGE_STORAGE_AZURE_CONTAINER": BUCKET,
            "STOWAGE_STORAGE_AZURE_ENDPOINT": self.endpoint,
            "STOWAGE_STORAGE_AZURE_ACCOUNT_KEY": self.key,
        }

    def distribution(self):
        return (
            f"azure: {{accountname: {self.account}, accountkey: '{self.key}', container: {BUCKET}, "
            f"serviceurl: '{self.endpoint}', credentials: {{type: shared_key}}}}"
        )

    def zot(self):
        return {
            "storageDriver": {
                "name": "azure", "rootdirectory": "/zot", "accountname": self.account, "accountkey": self.key, "container": BUCKET,
                "serviceurl": self.endpoint, "credentials": {"type": "shared_key"},
            }
        }


class FakeGcs(Store):
    """The strict fake of Google Cloud Storage that storage-gcs is tested on."""

    name = "fake-GCS"
    peers = ()
    missing = "`distribution`'s driver, which zot uses too, uploads to Google's own address only"

    def command(self):
        classes = os.path.join(CHECKOUT, "storage-gcs/target/test-classes")
        if not os.path.isdir(os.path.join(classes, "dev/stowage/storage/gcs/fake")):
            raise SystemExit(f"{classes} is not there; bring it with: ./mvnw -q -Dquick -DskipTests package")
        libraries = os.path.join(CHECKOUT, "deploy/target/quarkus-app/lib/main/*")
        os.makedirs(os.path.join(self.folder, "data"))
        return [
            java(), "-Xmx512m", "-XX:+UseSerialGC", f"-Djava.io.tmpdir={self.folder}/data", "-cp", f"{classes}:{libraries}",
            "dev.stowage.storage.gcs.fake.FakeGcs", str(self.port), BUCKET, self.key,
        ], {}

    @property
    def key(self):
        return os.path.join(self.folder, "key.json")

    def stowage(self):
        return {
            "STOWAGE_STORAGE_KIND": "gcs",
            "STOWAGE_STORAGE_GCS_BUCKET": BUCKET,
            "STOWAGE_STORAGE_GCS_ENDPOINT": self.base,
            "STOWAGE_STORAGE_GCS_CREDENTIALS_FILE": self.key,
        }

    def answers(self):
        # It listens first and writes the key then.
        return os.path.exists(self.key) and os.path.getsize(self.key) > 0 and super().answers()


def java():
    """The JDK that deploy/bench found."""
    home = os.environ.get("JAVA_HOME")
    found = os.path.join(home, "bin/java") if home else shutil.which("java")
    if not found or not os.access(found, os.X_OK):
        raise SystemExit("no JDK: start this by deploy/bench, which looks for one")
    return found
